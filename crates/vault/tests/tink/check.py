"""Seals with Bailee and opens with Google's Tink, and the other way round.

Usage: check.py FOLDER_WITH_THE_EXAMPLES_seal_AND_open

Needs the package `tink`. Sizes: nothing, one byte, around the edges of the first and second segment, 100 MiB.
"""

import hashlib
import io
import os
import pathlib
import subprocess
import sys
import tempfile

import tink
from tink import cleartext_keyset_handle, streaming_aead
from tink.proto import aes_gcm_hkdf_streaming_pb2, common_pb2, tink_pb2

SEGMENT, TAG, HEADER = 65536, 16, 40
FIRST, SECOND = SEGMENT - HEADER - TAG, 2 * SEGMENT - HEADER - 2 * TAG
SIZES = [0, 1, FIRST - 1, FIRST, FIRST + 1, SECOND - 1, SECOND, SECOND + 1, 100 << 20]
PIECE = 1 << 20


def primitive(material: bytes) -> streaming_aead.StreamingAead:
    """Tink's streaming AEAD with our parameters and this key material."""
    key = aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingKey(
        version=0,
        key_value=material,
        params=aes_gcm_hkdf_streaming_pb2.AesGcmHkdfStreamingParams(
            ciphertext_segment_size=SEGMENT,
            derived_key_size=32,
            hkdf_hash_type=common_pb2.SHA256,
        ),
    )
    data = tink_pb2.KeyData(
        type_url="type.googleapis.com/google.crypto.tink.AesGcmHkdfStreamingKey",
        value=key.SerializeToString(),
        key_material_type=tink_pb2.KeyData.SYMMETRIC,
    )
    keyset = tink_pb2.Keyset(
        primary_key_id=1,
        key=[
            tink_pb2.Keyset.Key(
                key_data=data, status=tink_pb2.ENABLED, key_id=1, output_prefix_type=tink_pb2.RAW
            )
        ],
    )
    reader = tink.BinaryKeysetReader(keyset.SerializeToString())
    return cleartext_keyset_handle.read(reader).primitive(streaming_aead.StreamingAead)


def digest(path: pathlib.Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def pump(source: io.BufferedIOBase, target: io.BufferedIOBase) -> None:
    while piece := source.read(PIECE):
        target.write(piece)


def tink_seal(aead, plain: pathlib.Path, sealed: pathlib.Path) -> None:
    with plain.open("rb") as source, sealed.open("wb") as target:
        with aead.new_encrypting_stream(target, b"") as stream:
            pump(source, stream)


def tink_open(aead, sealed: pathlib.Path, plain: pathlib.Path) -> None:
    with sealed.open("rb") as source, plain.open("wb") as target:
        with aead.new_decrypting_stream(source, b"") as stream:
            pump(stream, target)


def check(examples: pathlib.Path, folder: pathlib.Path, size: int) -> None:
    material = os.urandom(32)
    aead = primitive(material)
    plain, sealed, opened = folder / "plain", folder / "sealed", folder / "opened"
    block = os.urandom(min(size, PIECE))
    with plain.open("wb") as file:
        for start in range(0, size, PIECE):
            file.write(block[: min(PIECE, size - start)])
    expected = digest(plain)

    subprocess.run([examples / "seal", material.hex(), plain, sealed], check=True)
    tink_open(aead, sealed, opened)
    assert digest(opened) == expected, f"Tink read something else at {size} bytes"
    ours = sealed.stat().st_size
    sealed.unlink(), opened.unlink()

    tink_seal(aead, plain, sealed)
    assert sealed.stat().st_size == ours, f"lengths differ at {size} bytes"
    subprocess.run([examples / "open", material.hex(), sealed, opened], check=True)
    assert digest(opened) == expected, f"we read something else at {size} bytes"
    opened.unlink()

    with sealed.open("r+b") as file:
        file.truncate(ours - 1)
    refused = subprocess.run([examples / "open", material.hex(), sealed, opened], capture_output=True)
    assert refused.returncode == 1 and not opened.exists(), "a cut stream is refused and leaves no output"


def main() -> None:
    examples = pathlib.Path(sys.argv[1])
    streaming_aead.register()
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            check(examples, pathlib.Path(folder), size)
        print(f"{size} bytes: both ways")


if __name__ == "__main__":
    main()
