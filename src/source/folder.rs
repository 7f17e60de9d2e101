//! The project folder: the only files that are ever read.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use unicode_normalization::UnicodeNormalization as _;

/// How large a YAML or Markdown file may be; a plan's largest is a hundredth of it.
pub const MAX_TEXT_BYTES: u64 = 1 << 20;

/// A folder out of which nothing leads: neither `..`, nor an absolute path, nor a symbolic link.
#[derive(Debug, Clone)]
pub struct Folder {
    root: PathBuf,
}

/// Why a file could not be read.
#[derive(Debug)]
pub enum ReadError {
    /// There is no such file.
    Missing,
    /// A link leads to nothing, or to itself.
    BrokenLink,
    /// The path leads out of the folder.
    Outside,
    /// The path names a folder or a device.
    NotAFile,
    /// The file is larger than the limit, in bytes.
    TooLarge(u64),
    /// There are two files whose names differ only in the form of their characters.
    Ambiguous,
    /// The file is not UTF-8 from this byte on.
    NotUtf8(usize),
    /// The operating system refused.
    Io(io::Error),
}

impl ReadError {
    /// Says what is wrong, to follow a file's name.
    #[must_use]
    pub fn reason(&self) -> String {
        match self {
            Self::Missing => "does not exist".into(),
            Self::BrokenLink => "is a link that leads to nothing".into(),
            Self::Outside => "lies outside the project folder".into(),
            Self::NotAFile => "is not a file".into(),
            Self::Ambiguous => {
                "is there twice, under names that look the same (U+3099 and other combining marks)".into()
            }
            Self::TooLarge(limit) => format!("is larger than {} KiB", limit / 1024),
            Self::NotUtf8(at) => format!("is not UTF-8 text (at byte {at})"),
            Self::Io(error) => format!("cannot be read: {error}"),
        }
    }
}

impl Folder {
    /// Opens a project folder.
    ///
    /// # Errors
    /// If it does not exist or is no folder.
    pub fn open(root: &Path) -> io::Result<Self> {
        let root = root.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self { root })
    }

    /// Returns the folder's absolute path.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Reads a file of at most `limit` bytes; `path` is relative, with `/` between its parts.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read(&self, path: &str, limit: u64) -> Result<Vec<u8>, ReadError> {
        let from_io = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ReadError::Missing,
            _ => ReadError::Io(error),
        };
        let file = self.resolve(path, from_io)?;
        // Ask before opening: opening a pipe would wait for its other end.
        if !fs::metadata(&file).map_err(from_io)?.is_file() {
            return Err(ReadError::NotAFile);
        }
        let mut bytes = Vec::new();
        File::open(&file).map_err(from_io)?.take(limit + 1).read_to_end(&mut bytes).map_err(from_io)?;
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLarge(limit));
        }
        Ok(bytes)
    }

    /// Reads a text file; a byte order mark is dropped and CRLF becomes LF.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn read_text(&self, path: &str) -> Result<String, ReadError> {
        let bytes = self.read(path, MAX_TEXT_BYTES)?;
        let text = String::from_utf8(bytes).map_err(|error| ReadError::NotUtf8(error.utf8_error().valid_up_to()))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        // A lone carriage return ends a line in YAML and Markdown, too; places are counted by line feeds alone.
        Ok(if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() })
    }

    /// Lists the names of the files in a folder, sorted; a missing folder has none. Names are composed (Unicode NFC), as
    /// people type them, whatever form the disk keeps them in: macOS takes characters apart.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn list(&self, path: &str) -> Result<Vec<String>, ReadError> {
        let folder = match self.resolve(path, ReadError::Io) {
            Err(ReadError::Io(error)) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        let mut names = Vec::new();
        for entry in fs::read_dir(folder).map_err(ReadError::Io)? {
            let name = entry.map_err(ReadError::Io)?.file_name();
            let name = name.to_string_lossy();
            if !is_leftover(&name) {
                names.push(name.nfc().collect());
            }
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// Lists the paths of the files in a folder and in those in it, sorted; a missing folder has none.
    ///
    /// # Errors
    /// See [`ReadError`].
    pub fn list_below(&self, path: &str) -> Result<Vec<String>, ReadError> {
        /// How deep folders are looked into, and how many names: enough for images beside layouts.
        const MOST: (usize, usize) = (4, 1000);
        let (mut files, mut folders) = (Vec::new(), vec![(path.to_owned(), 1)]);
        while let Some((folder, depth)) = folders.pop() {
            for name in self.list(&folder)? {
                let path = format!("{folder}/{name}");
                let Ok(resolved) = self.resolve(&path, ReadError::Io) else { continue };
                if !resolved.is_dir() {
                    files.push(path);
                } else if depth < MOST.0 {
                    folders.push((path, depth + 1));
                }
                if files.len() >= MOST.1 {
                    return Ok(files);
                }
            }
        }
        files.sort_unstable();
        Ok(files)
    }

    fn resolve(&self, path: &str, from_io: impl Fn(io::Error) -> ReadError) -> Result<PathBuf, ReadError> {
        let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
        if !inside {
            return Err(ReadError::Outside);
        }
        let named = self.root.join(self.spelt(path)?);
        let resolved = named.canonicalize().map_err(|error| {
            // Only a link is there and leads nowhere.
            let link = fs::symlink_metadata(&named).is_ok_and(|found| found.is_symlink());
            let broken = link && !matches!(error.kind(), io::ErrorKind::PermissionDenied);
            if broken { ReadError::BrokenLink } else { from_io(error) }
        })?;
        if resolved.starts_with(&self.root) { Ok(resolved) } else { Err(ReadError::Outside) }
    }

    /// Returns a path with its names spelt as they are on the disk: the same characters may be kept composed (が) or taken
    /// apart (か and U+3099), as macOS does (canonical equivalence, UAX #15).
    fn spelt(&self, path: &str) -> Result<PathBuf, ReadError> {
        let mut spelt = PathBuf::new();
        for name in path.split('/') {
            if name.is_ascii() {
                spelt.push(name);
                continue;
            }
            let folder = self.root.join(&spelt);
            let composed: String = name.nfc().collect();
            let there = fs::read_dir(&folder)
                .into_iter()
                .flatten()
                .filter_map(|entry| entry.ok()?.file_name().into_string().ok());
            let mut same = there.filter(|there| there.nfc().eq(composed.chars()));
            let found = same.next().unwrap_or_else(|| name.to_owned());
            if same.next().is_some() {
                return Err(ReadError::Ambiguous);
            }
            spelt.push(found);
        }
        Ok(spelt)
    }
}

/// Says whether a file is one that systems and programs leave in folders: hidden files, thumbnails, owners' and temporary
/// files of office programs, copies of editors. They belong to nobody's plan.
fn is_leftover(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.starts_with(['.', '~'])
        || name.starts_with("icon\r")
        || name.ends_with(['~', '#'])
        || matches!(name.as_str(), "thumbs.db" | "ehthumbs.db" | "desktop.ini" | "__macosx")
        || [".tmp", ".temp", ".swp", ".bak", ".crdownload", ".part"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leads_out_of_the_folder() {
        let outer = tempfile::tempdir().expect("folder");
        fs::write(outer.path().join("secret.md"), "x").expect("file");
        let inner = outer.path().join("project");
        fs::create_dir(&inner).expect("folder");
        let folder = Folder::open(&inner).expect("folder");
        assert!(matches!(folder.read("../secret.md", 9), Err(ReadError::Outside)));
        assert!(matches!(folder.read("/etc/hostname", 9), Err(ReadError::Outside)));
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.md", inner.join("link.md")).expect("link");
            assert!(matches!(folder.read("link.md", 9), Err(ReadError::Outside)));
        }
        assert!(matches!(folder.read("none.md", 9), Err(ReadError::Missing)));
    }

    // Otherwise a clerk would be sent after a file that no clerk can see.
    #[test]
    fn what_systems_leave_is_not_listed() {
        let root = tempfile::tempdir().expect("folder");
        let left = [
            "Thumbs.db",
            "desktop.ini",
            "Desktop.INI",
            ".DS_Store",
            ".gitkeep",
            "._a.yaml",
            "~$計画.xlsx",
            "a.tmp",
            "a.yaml~",
        ];
        let kept = ["a.yaml", "thumbs.md", "計画.yaml"];
        for name in left.into_iter().chain(kept) {
            fs::write(root.path().join(name), "").expect("file");
        }
        assert_eq!(Folder::open(root.path()).expect("folder").list("").expect("names"), kept);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_one() {
        let root = tempfile::tempdir().expect("folder");
        let folder = Folder::open(root.path()).expect("folder");
        for (to, name) in [("none.yaml", "dangling.yaml"), ("self.yaml", "self.yaml")] {
            std::os::unix::fs::symlink(to, root.path().join(name)).expect("link");
            assert!(matches!(folder.read_text(name), Err(ReadError::BrokenLink)), "{name}");
        }
    }

    #[test]
    fn text_is_checked_and_cleaned() {
        let root = tempfile::tempdir().expect("folder");
        let folder = Folder::open(root.path()).expect("folder");
        fs::write(root.path().join("a.md"), "\u{feff}一\r\n二").expect("file");
        assert_eq!(folder.read_text("a.md").expect("text"), "一\n二");
        fs::write(root.path().join("b.md"), b"ok\xff").expect("file");
        assert!(matches!(folder.read_text("b.md"), Err(ReadError::NotUtf8(2))));
        fs::write(root.path().join("c.md"), vec![b'x'; (1 << 20) + 1]).expect("file");
        assert!(matches!(folder.read_text("c.md"), Err(ReadError::TooLarge(_))));
        assert!(matches!(folder.read("", 1), Err(ReadError::NotAFile)));
    }

    // Otherwise a file that came from macOS would not be found under the name that everybody sees.
    #[test]
    fn names_are_found_in_either_form_of_their_characters() {
        let root = tempfile::tempdir().expect("folder");
        let folder = Folder::open(root.path()).expect("folder");
        let (composed, apart) = ("グラフ.png", "ク\u{3099}ラフ.png");
        fs::create_dir(root.path().join("ク\u{3099}")).expect("folder");
        fs::write(root.path().join("ク\u{3099}").join(apart), "x").expect("file");
        for path in [format!("グ/{composed}"), format!("ク\u{3099}/{apart}"), format!("グ/{apart}")] {
            assert_eq!(folder.read(&path, 9).expect("found"), b"x", "{path}");
        }
        assert_eq!(folder.list("グ").expect("listed"), [composed]);
        // Where the disk keeps both, nobody can tell which one is meant.
        fs::write(root.path().join("ク\u{3099}").join(composed), "y").expect("file");
        if fs::read_dir(root.path().join("ク\u{3099}")).expect("folder").count() == 2 {
            assert!(matches!(folder.read(&format!("グ/{composed}"), 9), Err(ReadError::Ambiguous)));
        }
    }
}
