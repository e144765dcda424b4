//! Writes every page with made-up data into a folder, to be looked at: `cargo run -p bailee-web --example samples -- DIR`.

use std::{env, error::Error, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = PathBuf::from(env::args().nth(1).ok_or("Name the folder to write into.")?);
    fs::create_dir_all(folder.join("static"))?;
    let kept = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("static");
    for entry in fs::read_dir(kept)? {
        let entry = entry?;
        fs::copy(entry.path(), folder.join("static").join(entry.file_name()))?;
    }
    for sample in bailee_web::samples::all()? {
        // Opened as files, where the root is not the server's.
        let html = sample.html.replace("=\"/static/", "=\"static/");
        fs::write(folder.join(format!("{}.{}.html", sample.name, sample.lang)), html)?;
    }
    Ok(())
}
