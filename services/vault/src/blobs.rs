//! Sealed files on disk: `blobs/<two digits>/<stream>/<digest>`, each named by what it holds.
//!
//! A file gets its name only when it is whole and on disk. What a cut-off upload, a full disk or a
//! killed process leaves is a draft, which nobody looks for and the next start removes. The files of
//! a stream lie together, so that they go together when its key is destroyed.
//!
//! Never holds more of a file in memory than a piece, and never a key longer than a transfer lasts.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use proto::attachment::ATTACHMENT_SIZE_MAX;
use proto::{Attachment, Digest, StreamId};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::RunError;
use crate::blob::{Header, PIECE_LEN, Pieces, sealed_len};
use crate::place::{self, PRIVATE_FILE};

/// The directory of the files, in the vault's own.
pub(crate) const DIRECTORY: &str = "blobs";
/// How a file is called while it is written.
const DRAFT: &str = "draft-";
/// The most files of one stream: nobody fills the disk through one petition.
const OF_A_STREAM_MAX: usize = 500;

/// The files of one vault.
#[derive(Debug)]
pub(crate) struct Blobs {
    root: PathBuf,
    /// Held while a file gets its name and while those of a stream are removed: a file whose key
    /// is destroyed meanwhile is not left behind.
    pub(crate) naming: tokio::sync::Mutex<()>,
}

impl Blobs {
    /// Opens the directory in `data`, and removes drafts.
    pub(crate) fn open(data: &Path) -> Result<Self, RunError> {
        let root = data.join(DIRECTORY);
        place::private_directory(&root)?;
        let failed = |source| RunError::file(&root, source);
        for entry in fs::read_dir(&root).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            if entry.file_name().to_string_lossy().starts_with(DRAFT) {
                fs::remove_file(entry.path()).map_err(failed)?;
            }
        }
        Ok(Self { root, naming: tokio::sync::Mutex::default() })
    }

    fn of_stream(&self, stream: StreamId) -> PathBuf {
        let name = stream.to_string();
        self.root.join(name.get(..2).unwrap_or_default()).join(name)
    }

    /// Whether `stream` has as many files as it may have.
    pub(crate) fn full(&self, stream: StreamId) -> bool {
        let files = fs::read_dir(self.of_stream(stream)).into_iter().flatten();
        files.take(OF_A_STREAM_MAX).count() == OF_A_STREAM_MAX
    }

    /// The file `digest` of `stream`, with what it is; none where there is no such file.
    pub(crate) fn find(
        &self,
        stream: StreamId,
        digest: Digest,
    ) -> io::Result<Option<(File, Header, Attachment)>> {
        let path = self.of_stream(stream).join(digest.to_string());
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let damaged = || io::Error::from(io::ErrorKind::InvalidData);
        let header = Header::read(&mut file)?;
        let size = header.clear_len(file.metadata()?.len()).ok_or_else(damaged)?;
        let media_type = header.media_type.clone();
        Ok(Some((file, header, Attachment { digest, size, media_type })))
    }

    /// Removes every file of `stream`.
    pub(crate) fn forget(&self, stream: StreamId) -> io::Result<()> {
        let directory = self.of_stream(stream);
        match fs::remove_dir_all(&directory) {
            Ok(()) => directory.parent().map_or(Ok(()), |above| File::open(above)?.sync_all()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Begins a file.
    pub(crate) fn draft(&self, header: &Header, pieces: Pieces) -> io::Result<Draft> {
        let name: [u8; 16] = runtime::random::bytes();
        let path = self.root.join(format!("{DRAFT}{}", hex::encode(name)));
        let file =
            OpenOptions::new().create_new(true).write(true).mode(PRIVATE_FILE).open(&path)?;
        let mut draft =
            Draft { file, path, pieces, hash: Sha256::new(), size: 0, header: header.clone() };
        draft.append(&header.bytes())?;
        Ok(draft)
    }

    /// Gives a whole draft its name. On disk when this returns.
    pub(crate) fn name(&self, draft: &mut Draft) -> io::Result<Attachment> {
        draft.file.sync_all()?;
        let digest = Digest(draft.hash.clone().finalize().into());
        let directory = self.of_stream(draft.header.stream);
        let failed = |_: RunError| io::Error::from(io::ErrorKind::PermissionDenied);
        place::private_directory(&directory).map_err(failed)?;
        fs::rename(&draft.path, directory.join(digest.to_string()))?;
        for above in directory.ancestors().take(3) {
            File::open(above)?.sync_all()?;
        }
        let media_type = draft.header.media_type.clone();
        Ok(Attachment { digest, size: draft.size, media_type })
    }
}

/// Copies every named file below `from` into `to`, beside a running vault. A file that was erased
/// meanwhile is left out; a folder without files, as in a copy of an older vault, has none.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<(), RunError> {
    let (from, to) = (from.join(DIRECTORY), to.join(DIRECTORY));
    for above in entries(&from)?.into_iter().filter(|path| path.is_dir()) {
        for stream in entries(&above)? {
            for file in entries(&stream)? {
                let Ok(within) = file.strip_prefix(&from) else { continue };
                let copy = to.join(within);
                copy.parent().map_or(Ok(()), place::private_directory)?;
                copy_file(&file, &copy).map_err(|source| RunError::file(&file, source))?;
            }
            if let Ok(within) = stream.strip_prefix(&from).map(|within| to.join(within))
                && within.is_dir()
            {
                place::sync(&within)?;
            }
        }
    }
    Ok(())
}

fn entries(directory: &Path) -> Result<Vec<PathBuf>, RunError> {
    let listed = match fs::read_dir(directory) {
        Ok(listed) => listed.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    listed.map_err(|source| RunError::file(directory, source))
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = match File::open(from) {
        Ok(source) => source,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let mut copy =
        OpenOptions::new().create(true).truncate(true).write(true).mode(PRIVATE_FILE).open(to)?;
    io::copy(&mut source, &mut copy)?;
    copy.sync_all()
}

/// A file that is being written; removed when it is dropped before it got its name.
pub(crate) struct Draft {
    file: File,
    path: PathBuf,
    pieces: Pieces,
    hash: Sha256,
    /// In the clear, so far.
    pub(crate) size: u32,
    pub(crate) header: Header,
}

/// Why a piece was not taken.
#[derive(Debug)]
pub(crate) enum NotTaken {
    /// Of a wrong length, or one too many.
    Length,
    /// The disk is full or fails.
    Disk(io::Error),
}

impl Draft {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.file.write_all(bytes)
    }

    /// Seals and writes the next piece.
    pub(crate) fn take(&mut self, clear: &[u8], last: bool) -> Result<(), NotTaken> {
        let grown = u32::try_from(clear.len()).ok().and_then(|len| self.size.checked_add(len));
        self.size = grown.filter(|&size| size <= ATTACHMENT_SIZE_MAX).ok_or(NotTaken::Length)?;
        let sealed = self.pieces.seal(clear, last).map_err(|_| NotTaken::Length)?;
        self.append(&sealed).map_err(NotTaken::Disk)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Where it got its name there is nothing any more; what cannot be removed the next start will.
        let _ = fs::remove_file(&self.path);
    }
}

/// A file that is being read.
pub(crate) struct Reading {
    file: File,
    pieces: Pieces,
    /// Bytes in the clear that are still to come.
    left: usize,
}

impl Reading {
    /// Begins behind the header, once the file is seen to be the one that it is called after.
    pub(crate) fn begin(
        mut file: File,
        pieces: Pieces,
        of: &Attachment,
    ) -> io::Result<Option<Self>> {
        let behind_header = file.stream_position()?;
        file.seek(SeekFrom::Start(0))?;
        let mut hash = Sha256::new();
        let mut buffer = vec![0; PIECE_LEN];
        loop {
            let read = file.read(&mut buffer)?;
            if read == 0 {
                break;
            }
            hash.update(buffer.get(..read).unwrap_or_default());
        }
        if of.digest != Digest(hash.finalize().into()) {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(behind_header))?;
        let left = usize::try_from(of.size).unwrap_or(usize::MAX);
        Ok(Some(Self { file, pieces, left }))
    }

    /// The next piece, and whether it is the last; nothing when it is not what was sealed.
    pub(crate) fn next(&mut self) -> io::Result<Option<(Zeroizing<Vec<u8>>, bool)>> {
        let len = self.left.min(PIECE_LEN);
        let last = self.left <= PIECE_LEN;
        let mut sealed = vec![0; sealed_len(len)];
        self.file.read_exact(&mut sealed)?;
        self.left -= len;
        Ok(self.pieces.open(sealed, last).ok().map(|clear| (clear, last)))
    }
}
