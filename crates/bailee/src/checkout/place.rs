//! The private place in which a program reads what is plain: memory, where the platform has it.
//!
//! On Linux that is a file without a name (memfd): it is in no folder, and gone when the last program that has it open ends,
//! whatever ends it. A program that insists on a file's name gets one in a folder of its own on a file system in memory. A place
//! on a disk is not taken. Elsewhere there is no such place, and a private folder for temporary files has to do; the person is
//! told so.

use std::io::Read;
use std::path::{Path, PathBuf};

use bailee_model::{CheckoutId, Error, Result, say};

use crate::files;

/// A place that holds something plain, for as long as this value lives.
pub(crate) enum Place {
    /// A file in memory without a name, which programs that are started from here have open as well.
    #[cfg(target_os = "linux")]
    Memory(std::fs::File),
    /// A folder that is removed with all that is in it.
    Folder(Folder),
}

/// Removed when it is dropped.
pub(crate) struct Folder {
    folder: PathBuf,
    file: PathBuf,
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed is tried again by every later command about this checkout.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Place {
    /// What a program opens to read it.
    pub(crate) fn path(&self) -> PathBuf {
        match self {
            #[cfg(target_os = "linux")]
            Self::Memory(file) => {
                use std::os::fd::AsRawFd as _;
                PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
            }
            Self::Folder(folder) => folder.file.clone(),
        }
    }
}

/// Puts what is plain into memory that has no name.
///
/// # Errors
/// When the memory is not given, or reading breaks off.
#[cfg(target_os = "linux")]
pub(crate) fn in_memory(plain: &mut impl Read) -> Result<Place> {
    use std::io::Seek as _;
    // Without CLOEXEC: the program that is started has it open too, and nobody else.
    let memory = rustix::fs::memfd_create("bailee-checkout", rustix::fs::MemfdFlags::empty())
        .map_err(|error| Error::unavailable(say!("No private memory is given here.")).because(error))?;
    let mut file = std::fs::File::from(memory);
    std::io::copy(plain, &mut file).and_then(|_| file.rewind()).map_err(|error| broke_off(&error))?;
    Ok(Place::Memory(file))
}

/// Puts what is plain into a folder of its own, under its name.
///
/// # Errors
/// On Linux when there is no file system in memory; when it cannot be written, or reading breaks off.
pub(crate) fn in_folder(id: CheckoutId, name: &str, plain: &mut impl Read) -> Result<Place> {
    let base = base()?;
    let folder = base.join(folder_name(id));
    sweep(id);
    make(&folder).map_err(|error| files::wrong(&folder, error))?;
    let file = folder.join(files::plain_name(name));
    // From here on the folder goes with this value, also when what follows fails.
    let place = Folder { folder, file };
    let mut out = create(&place.file).map_err(|error| files::wrong(&place.file, error))?;
    std::io::copy(plain, &mut out).map_err(|error| broke_off(&error))?;
    Ok(Place::Folder(place))
}

/// Removes what a command that was killed may have left of this checkout.
pub(crate) fn sweep(id: CheckoutId) {
    if let Ok(base) = base() {
        let _ = std::fs::remove_dir_all(base.join(folder_name(id)));
    }
}

fn folder_name(id: CheckoutId) -> String {
    format!("bailee-{id}")
}

/// What is said where the platform has no place in memory.
pub(crate) fn warning() -> Option<&'static str> {
    if cfg!(target_os = "linux") {
        None
    } else {
        Some(
            "While the program runs, the plain file is in a private folder for temporary files, on this machine's disk.",
        )
    }
}

/// Where a folder in memory can be made.
#[cfg(target_os = "linux")]
fn base() -> Result<PathBuf> {
    let own = std::env::var_os("XDG_RUNTIME_DIR").filter(|value| !value.is_empty()).map(PathBuf::from);
    let places = own.into_iter().chain([PathBuf::from("/dev/shm")]);
    places.into_iter().find(|place| is_memory(place)).ok_or_else(|| {
        Error::unavailable(say!("There is no file system in memory here, and nothing plain is written to a disk."))
            .hint(say!("Open it without --file, or set XDG_RUNTIME_DIR to a tmpfs of your own."))
    })
}

/// Whether a path is on tmpfs (statfs(2)).
#[cfg(target_os = "linux")]
fn is_memory(path: &Path) -> bool {
    const TMPFS_MAGIC: u64 = 0x0102_1994;
    rustix::fs::statfs(path).is_ok_and(|found| u64::try_from(found.f_type).is_ok_and(|kind| kind == TMPFS_MAGIC))
}

#[cfg(not(target_os = "linux"))]
fn base() -> Result<PathBuf> {
    Ok(std::env::temp_dir())
}

fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn create(path: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn broke_off(error: &std::io::Error) -> Error {
    Error::bad_input(say!("The file could not be opened to its end: {error}", error = error.to_string()))
        .hint(say!("It was changed or cut short, or there is no room. Return it, and ask for it again."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use bailee_model::clock::SeededRng;

    #[cfg(target_os = "linux")]
    #[test]
    fn memory_without_a_name_is_read_by_its_number_and_is_in_no_folder() {
        let place = in_memory(&mut &b"plain"[..]).unwrap();
        assert_eq!(std::fs::read(place.path()).unwrap(), b"plain");
        let target = std::fs::read_link(place.path()).unwrap();
        assert!(target.to_string_lossy().starts_with("/memfd:bailee-checkout"), "{target:?}");
    }

    #[test]
    fn a_folder_is_ones_own_and_goes_with_the_place() {
        let id = CheckoutId::new(&SeededRng::new(9));
        let Ok(place) = in_folder(id, "../customers.csv", &mut &b"plain"[..]) else {
            return; // No file system in memory on this machine: then nothing is written, which is the point.
        };
        let path = place.path();
        assert_eq!(std::fs::read(&path).unwrap(), b"plain");
        assert!(path.file_name().unwrap().to_string_lossy().ends_with("customers.csv"));
        let folder = path.parent().unwrap().to_owned();
        #[cfg(target_os = "linux")]
        assert!(is_memory(&folder));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o700);
        }
        drop(place);
        assert!(!folder.exists());
    }
}
