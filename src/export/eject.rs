//! A folder that is given to others: written whole or not at all, and over nothing but its own like.
//!
//! The folder has a list of its files with their SHA-256, in the form that `sha256sum -c` reads. By it an earlier folder is
//! known again: it is replaced only if every file is as it was written and no other has been added.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::write::{Lock, WriteError, locate, remove_temporary, sync, temporary_folder, write_durable};

/// The list of the files.
pub const MANIFEST: &str = "ejected.sha256";
/// How large the list of an earlier folder may be, and how deep the folder.
const MAX_MANIFEST_BYTES: u64 = 4 << 20;
const MAX_DEPTH: usize = 16;

/// Why a folder is not written.
#[derive(Debug)]
pub enum EjectError {
    /// It is the project folder, or around it.
    Project,
    /// It is a folder of the project in which an author's files may lie.
    Inside,
    /// It is another project: it has `sources/`.
    Sources,
    /// It has a file that was not written there, or is not as it was written: its path in the folder.
    Theirs(String),
    /// It cannot be written.
    Write(WriteError),
}

/// Writes files into a folder of their own, beside which nothing else is in it; `root` is the project folder, and paths have `/`
/// between their parts.
///
/// # Errors
/// If the folder is, or may be, someone's work; or if it cannot be written. Then all is as it was.
pub fn eject(root: &Path, folder: &Path, files: &[(&str, &[u8])]) -> Result<(), EjectError> {
    let shown = folder.display().to_string();
    // Without a `/` at its end, which would have a link followed.
    let folder = &folder.components().collect::<PathBuf>();
    let link = fs::symlink_metadata(folder).is_ok_and(|meta| meta.is_symlink());
    if link {
        return Err(EjectError::Write(WriteError::Link(shown)));
    }
    let place = locate(root, folder).map_err(EjectError::Write)?;
    if root.starts_with(&place) {
        return Err(EjectError::Project);
    }
    let out = root.join("out");
    if place.starts_with(root) && !(place.starts_with(&out) && place != out) {
        return Err(EjectError::Inside);
    }
    if place.join("sources").symlink_metadata().is_ok() {
        return Err(EjectError::Sources);
    }
    let failed = |error| EjectError::Write(WriteError::Io(shown.clone(), error));
    let there = is_ours(&place).map_err(failed)?.map_err(EjectError::Theirs)?;
    let Some(parent) = place.parent() else { return Err(EjectError::Project) };
    let made = make_folders(parent).map_err(failed)?;
    let written = replace(&place, parent, there, files).map_err(failed);
    if written.is_err() {
        // Folders on the way that are empty again; the innermost is the first.
        for folder in made {
            let _ = fs::remove_dir(folder);
        }
    }
    written
}

/// Writes the files beside their place and has them take it.
fn replace(place: &Path, parent: &Path, there: bool, files: &[(&str, &[u8])]) -> io::Result<()> {
    if let Some(_lock) = Lock::of(parent) {
        remove_temporary(parent);
    }
    let stage = temporary_folder(parent)?;
    let (new, old) = (stage.path().join("new"), stage.path().join("old"));
    let mut list = String::new();
    for (path, bytes) in files {
        write_durable(&new.join(path), bytes)?;
        let _ = writeln!(list, "{}  {path}", hex(&Sha256::digest(bytes)));
    }
    write_durable(&new.join(MANIFEST), list.as_bytes())?;
    sync(&new);
    if there {
        fs::rename(place, &old)?;
    }
    if let Err(error) = fs::rename(&new, place) {
        if there && let Err(also) = fs::rename(&old, place) {
            // Not to be removed with the temporary folder.
            let kept = stage.keep();
            return Err(io::Error::other(format!("{error}; the earlier folder is now `{}`: {also}", kept.display())));
        }
        return Err(error);
    }
    sync(parent);
    Ok(())
}

/// Says whether a folder stands there that may be replaced: an empty one, or one with what was written there and nothing else.
/// Otherwise names a file that is someone's.
fn is_ours(place: &Path) -> io::Result<Result<bool, String>> {
    match fs::symlink_metadata(place) {
        Ok(meta) if meta.is_dir() => {}
        Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Ok(false)),
        Err(error) => return Err(error),
    }
    let list = match File::open(place.join(MANIFEST)) {
        Ok(file) => {
            let mut text = String::new();
            file.take(MAX_MANIFEST_BYTES).read_to_string(&mut text).map(|_| text).unwrap_or_default()
        }
        Err(_) => String::new(),
    };
    let mut expected: BTreeMap<&str, &str> =
        list.lines().filter_map(|line| line.split_once("  ")).map(|(hash, path)| (path, hash)).collect();
    if !list.is_empty() {
        expected.insert(MANIFEST, "");
    }
    let theirs = walk(place, "", &mut expected, MAX_DEPTH)?;
    // A file that is gone was taken out by someone.
    let gone = || expected.keys().next().map(|path| (*path).to_owned());
    Ok(theirs.or_else(gone).map_or(Ok(true), Err))
}

/// Returns a file that is not as expected; takes those that are from what is expected.
fn walk(folder: &Path, prefix: &str, expected: &mut BTreeMap<&str, &str>, depth: usize) -> io::Result<Option<String>> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type()?;
        if kind.is_dir() && depth > 0 {
            let theirs = walk(&entry.path(), &format!("{name}/"), expected, depth - 1)?;
            if theirs.is_some() {
                return Ok(theirs);
            }
            continue;
        }
        let same = match expected.remove(name.as_str()) {
            // The list cannot hold its own hash.
            Some("") => kind.is_file(),
            Some(hash) => kind.is_file() && hash_of(&entry.path())? == hash,
            None => false,
        };
        if !same {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

fn hash_of(path: &Path) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut file = File::open(path)?;
    let mut part = vec![0; 1 << 16];
    loop {
        match file.read(&mut part)? {
            0 => return Ok(hex(&hasher.finalize())),
            length => hasher.update(part.get(..length).unwrap_or_default()),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

/// Makes a folder and those around it, and returns which were made, the innermost first.
fn make_folders(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let made = folder.ancestors().take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    fs::create_dir_all(folder)?;
    Ok(made)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [(&str, &[u8]); 2] = [("main.typ", b"one"), ("layouts/cover.typ", b"two")];

    /// A project folder and a folder beside it.
    fn folders() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let outer = tempfile::tempdir().expect("a folder");
        let root = outer.path().canonicalize().expect("a folder").join("project");
        fs::create_dir_all(root.join("sources/images")).expect("a folder");
        fs::write(root.join("sources/images/photo.jpg"), "the author's").expect("written");
        let beside = root.parent().expect("a folder").join("typst");
        (outer, root, beside)
    }

    fn count(folder: &Path) -> usize {
        fs::read_dir(folder).expect("a folder").count()
    }

    #[test]
    fn a_folder_is_written_whole_and_replaced_as_long_as_no_one_touches_it() {
        let (_outer, root, beside) = folders();
        eject(&root, &beside, &FILES).expect("written");
        eject(&root, &beside, &[("main.typ", b"new")]).expect("written over its like");
        assert_eq!(fs::read(beside.join("main.typ")).expect("read"), b"new");
        assert!(!beside.join("layouts").exists(), "nothing of the earlier one is left");
        assert_eq!(count(beside.parent().expect("a folder")), 2, "nothing else is left");
        let list = fs::read_to_string(beside.join(MANIFEST)).expect("a list");
        assert_eq!(list, format!("{}  main.typ\n", "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437"));
    }

    #[test]
    fn nothing_that_is_someones_is_written_over() {
        let (_outer, root, beside) = folders();
        let theirs = |change: &dyn Fn()| {
            let _ = fs::remove_dir_all(&beside);
            eject(&root, &beside, &FILES).expect("written");
            change();
            match eject(&root, &beside, &FILES) {
                Err(EjectError::Theirs(path)) => path,
                other => panic!("{other:?}"),
            }
        };
        let write = |path: &str| fs::write(beside.join(path), "mine").expect("written");
        assert_eq!(theirs(&|| write("main.typ")), "main.typ");
        assert_eq!(theirs(&|| write("layouts/mine.typ")), "layouts/mine.typ");
        assert_eq!(
            theirs(&|| fs::remove_file(beside.join("layouts/cover.typ")).expect("removed")),
            "layouts/cover.typ"
        );
        assert!(!theirs(&|| fs::remove_file(beside.join(MANIFEST)).expect("removed")).is_empty());
        assert!(beside.join("main.typ").exists());
        #[cfg(unix)]
        {
            let photo = root.join("sources/images/photo.jpg");
            let found = theirs(&|| {
                fs::remove_file(beside.join("main.typ")).expect("removed");
                std::os::unix::fs::symlink(&photo, beside.join("main.typ")).expect("a link");
            });
            assert_eq!(found, "main.typ");
            assert_eq!(fs::read(&photo).expect("read"), b"the author's");
        }
    }

    #[test]
    fn the_project_is_no_place_for_it() {
        let (outer, root, beside) = folders();
        let into = |folder: &Path| eject(&root, folder, &[("images/photo.jpg", b"small")]);
        assert!(matches!(into(&root), Err(EjectError::Project)));
        assert!(matches!(into(outer.path()), Err(EjectError::Project)));
        assert!(matches!(into(&root.join("sources")), Err(EjectError::Inside)));
        assert!(matches!(into(&root.join("sources/images/../new")), Err(EjectError::Inside)));
        assert!(matches!(into(&root.join("typst")), Err(EjectError::Inside)));
        assert!(matches!(into(&root.join("out")), Err(EjectError::Inside)));
        fs::create_dir_all(beside.join("sources")).expect("a folder");
        assert!(matches!(into(&beside), Err(EjectError::Sources)));
        into(&root.join("out/typst")).expect("what is made may lie in `out/`");
        assert_eq!(fs::read(root.join("sources/images/photo.jpg")).expect("read"), b"the author's");
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed() {
        use std::os::unix::fs::symlink;
        let (_outer, root, beside) = folders();
        fs::create_dir(&beside).expect("a folder");
        symlink(&beside, root.join("out")).expect("a link");
        assert!(matches!(eject(&root, &root.join("out/typst"), &FILES), Err(EjectError::Write(WriteError::Link(_)))));
        let link = beside.with_file_name("link");
        symlink(&beside, &link).expect("a link");
        assert!(matches!(eject(&root, &link, &FILES), Err(EjectError::Write(WriteError::Link(_)))));
        // A link of the caller's that leads into the project is seen through.
        let around = beside.with_file_name("around");
        symlink(root.join("sources"), &around).expect("a link");
        assert!(matches!(eject(&root, &around.join("new"), &FILES), Err(EjectError::Inside)));
        assert_eq!(count(&beside), 0);
    }

    #[test]
    fn what_cannot_be_written_leaves_nothing() {
        let (_outer, root, beside) = folders();
        let twice: [(&str, &[u8]); 2] = [("main.typ", b"one"), ("main.typ/x", b"two")];
        assert!(eject(&root, &beside.join("a/b"), &twice).is_err());
        assert!(!beside.exists());
        assert_eq!(count(beside.parent().expect("a folder")), 1);
    }
}
