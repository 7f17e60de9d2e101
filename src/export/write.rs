//! Writing into the project: every file whole or not at all, and nothing through a link.
//!
//! Files of `out/` belong together. They are written beside their places first, into a folder of their own; giving that
//! folder its second name is the moment from which all of them count, and only then do they take their places one by one.
//! Where one cannot, all others are taken back. Where the process ends in between, whoever writes next goes on where it
//! stopped, forwards or backwards. So after every run that ends, and after the next one otherwise, `out/` has all the old
//! files or all the new ones. What cannot be had of a file system is that someone who looks between a killed run and the next
//! one sees no mixture.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::{Builder, NamedTempFile, TempDir};

/// The folder of all that is made.
const OUT: &str = "out";
/// How names of temporary files and folders begin.
const TEMPORARY: &str = ".keikaku-";
/// The folder of files that are taking their places.
const COMMIT: &str = ".keikaku-commit";
/// The folder of files that are being taken back.
const UNDO: &str = ".keikaku-undo";

/// Why nothing was written. Paths are from the project folder, or as the caller named them.
#[derive(Debug)]
pub enum WriteError {
    /// A link stands there or on the way: what is written would land elsewhere.
    Link(String),
    /// Something stands there that is not replaced.
    Exists(String),
    /// The operating system refused.
    Io(String, io::Error),
}

impl WriteError {
    /// Returns what could not be written.
    #[must_use]
    pub fn path(&self) -> &str {
        match self {
            Self::Link(path) | Self::Exists(path) | Self::Io(path, _) => path,
        }
    }
}

/// Gives a file its place; tests have it fail.
type Rename<'a> = &'a dyn Fn(&Path, &Path) -> io::Result<()>;

/// Writes files that belong together into `out/` of the project folder `root`: paths from there, with `/` between their parts.
///
/// # Errors
/// If one of them cannot be written; then none is.
pub fn write_out(root: &Path, files: &[(&str, &[u8])]) -> Result<(), WriteError> {
    write_out_by(root, files, &|from, to| fs::rename(from, to))
}

fn write_out_by(root: &Path, files: &[(&str, &[u8])], rename: Rename<'_>) -> Result<(), WriteError> {
    let out = folder_in(root, OUT)?;
    let lock = Lock::of(&out);
    recover(&out).map_err(|error| WriteError::Io(OUT.into(), error))?;
    if lock.is_some() {
        remove_temporary(&out);
    }
    let stage = stage(&out, files)?;
    let failed = |error| WriteError::Io(OUT.into(), error);
    // From here on all of them count.
    let commit = out.join(COMMIT);
    fs::rename(stage.path(), &commit).map_err(failed)?;
    // It has no temporary name any more.
    let _ = stage.keep();
    sync(&out);
    for (name, _) in files {
        if let Err(error) = rename(&commit.join("new").join(name), &out.join(name)) {
            let undone = fs::rename(&commit, out.join(UNDO)).and_then(|()| recover(&out));
            return Err(WriteError::Io(format!("{OUT}/{name}"), undone.err().unwrap_or(error)));
        }
    }
    sync(&out);
    // What is left is what stood there before; should it stay, the next run takes it away.
    let _ = fs::remove_dir_all(&commit);
    Ok(())
}

/// Writes the files beside their places, with what stands there, and a list of their names.
fn stage(out: &Path, files: &[(&str, &[u8])]) -> Result<TempDir, WriteError> {
    let failed = |error| WriteError::Io(OUT.into(), error);
    let stage = temporary_folder(out).map_err(failed)?;
    let mut names = String::new();
    for (name, bytes) in files {
        let path = format!("{OUT}/{name}");
        let failed = |error| WriteError::Io(path.clone(), error);
        let place = place_in(out, name).map_err(|error| match error {
            WriteError::Link(at) => WriteError::Link(format!("{OUT}/{at}")),
            WriteError::Exists(at) => WriteError::Exists(format!("{OUT}/{at}")),
            WriteError::Io(at, error) => WriteError::Io(format!("{OUT}/{at}"), error),
        })?;
        let (new, old) = (stage.path().join("new").join(name), stage.path().join("old").join(name));
        write_durable(&new, bytes).map_err(failed)?;
        if place.exists() {
            parent_of(&old)
                .and_then(|()| fs::hard_link(&place, &old))
                .or_else(|_| fs::copy(&place, &old).map(drop))
                .map_err(failed)?;
        }
        names.push_str(name);
        names.push('\n');
    }
    write_durable(&stage.path().join("names"), names.as_bytes()).map_err(failed)?;
    Ok(stage)
}

/// Finishes what a run has left that was ended while files took their places, or were taken back.
fn recover(out: &Path) -> io::Result<()> {
    for (folder, forward) in [(out.join(COMMIT), true), (out.join(UNDO), false)] {
        let Ok(meta) = fs::symlink_metadata(&folder) else { continue };
        if !meta.is_dir() {
            fs::remove_file(&folder)?;
            continue;
        }
        for name in fs::read_to_string(folder.join("names")).unwrap_or_default().lines() {
            // The list lies where anyone may write.
            let Ok(place) = place_in(out, name) else { continue };
            let (new, old) = (folder.join("new").join(name), folder.join("old").join(name));
            let is_file = |path: &Path| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file());
            if forward {
                if is_file(&new) {
                    fs::rename(&new, &place)?;
                }
            } else if is_file(&old) {
                fs::rename(&old, &place)?;
            } else if !is_file(&new) && is_file(&place) {
                // It took its place where nothing stood.
                fs::remove_file(&place)?;
            }
        }
        sync(out);
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

/// Writes one file among the sources, which only this program writes; `path` is from the project folder `root`.
///
/// # Errors
/// If it cannot be written; then it is as it was before.
pub fn write_source(root: &Path, path: &str, bytes: &[u8]) -> Result<(), WriteError> {
    let place = place_in(root, path)?;
    write_one(&place, bytes, true).map_err(|error| WriteError::Io(path.into(), error))
}

/// Writes a file that the caller names, where nothing stands yet; `root` is the project folder, of which no link is followed.
///
/// # Errors
/// If there is something, or it cannot be written.
pub fn write_new(root: &Path, path: &Path, bytes: &[u8]) -> Result<(), WriteError> {
    let shown = path.display().to_string();
    let place = locate(root, path)?;
    if fs::symlink_metadata(&place).is_ok() {
        return Err(WriteError::Exists(shown));
    }
    parent_of(&place).and_then(|()| write_one(&place, bytes, false)).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => WriteError::Exists(shown.clone()),
        _ => WriteError::Io(shown.clone(), error),
    })
}

fn write_one(place: &Path, bytes: &[u8], replace: bool) -> io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    if let Some(_lock) = Lock::of(folder) {
        remove_temporary(folder);
    }
    let mut file: NamedTempFile = temporary(0o666).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    if replace { file.persist(place) } else { file.persist_noclobber(place) }.map_err(|error| error.error)?;
    sync(folder);
    Ok(())
}

/// Returns where a path that the caller names really is, with no link in the part that exists.
///
/// # Errors
/// If a link of the project is on the way, which may come from someone else than the caller; or if the path does not say
/// where it leads.
pub(super) fn locate(root: &Path, path: &Path) -> Result<PathBuf, WriteError> {
    let shown = |path: &Path| path.display().to_string();
    let failed = |error| WriteError::Io(shown(path), error);
    let absolute: PathBuf = std::path::absolute(path).map_err(failed)?.components().collect();
    let mut there = absolute.as_path();
    for ancestor in absolute.ancestors() {
        let Ok(meta) = fs::symlink_metadata(ancestor) else {
            there = ancestor.parent().unwrap_or(ancestor);
            continue;
        };
        let of_project = || {
            let parent = ancestor.parent().and_then(|parent| parent.canonicalize().ok());
            parent.is_some_and(|parent| parent.starts_with(root))
        };
        if meta.is_symlink() && of_project() {
            return Err(WriteError::Link(shown(ancestor)));
        }
    }
    let missing = absolute.strip_prefix(there).unwrap_or(Path::new(""));
    if missing.components().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(failed(io::Error::new(io::ErrorKind::InvalidInput, "a folder on the way does not exist")));
    }
    Ok(there.canonicalize().map_err(failed)?.join(missing))
}

/// Returns the place of a file in a folder, with the folders on its way made. The path is made of names and nothing else.
fn place_in(root: &Path, path: &str) -> Result<PathBuf, WriteError> {
    let refused = |kind: io::ErrorKind| WriteError::Io(path.into(), kind.into());
    let is_name =
        |part: &str| matches!(Path::new(part).components().next(), Some(Component::Normal(name)) if name == part);
    if !path.split('/').all(is_name) {
        return Err(refused(io::ErrorKind::InvalidInput));
    }
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let place = folder_in(root, folder)?.join(name);
    match fs::symlink_metadata(&place) {
        Ok(meta) if meta.is_symlink() => Err(WriteError::Link(path.into())),
        Ok(meta) if meta.is_dir() => Err(refused(io::ErrorKind::IsADirectory)),
        _ => Ok(place),
    }
}

/// Returns a folder in another, made where it is missing.
fn folder_in(root: &Path, path: &str) -> Result<PathBuf, WriteError> {
    let mut folder = root.to_owned();
    let mut shown = String::new();
    for part in Path::new(path).components() {
        let Component::Normal(part) = part else {
            return Err(WriteError::Io(path.into(), io::ErrorKind::InvalidInput.into()));
        };
        folder.push(part);
        if !shown.is_empty() {
            shown.push('/');
        }
        shown.push_str(&part.to_string_lossy());
        match fs::symlink_metadata(&folder) {
            Ok(meta) if meta.is_symlink() => return Err(WriteError::Link(shown)),
            Ok(meta) if meta.is_dir() => {}
            Ok(_) => return Err(WriteError::Io(shown, io::ErrorKind::NotADirectory.into())),
            Err(_) => match fs::create_dir(&folder) {
                Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                    return Err(WriteError::Io(shown, error));
                }
                _ => {}
            },
        }
    }
    Ok(folder)
}

/// Writes a file that no one sees yet, so that it outlives a power cut.
pub(super) fn write_durable(path: &Path, bytes: &[u8]) -> io::Result<()> {
    parent_of(path)?;
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes the folder that a file lies in.
fn parent_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), fs::create_dir_all)
}

/// Makes a folder's names outlive a power cut, where the system can; the files' contents are written before.
pub(super) fn sync(folder: &Path) {
    #[cfg(unix)]
    let _ = File::open(folder).and_then(|folder| folder.sync_all());
    #[cfg(not(unix))]
    let _ = folder;
}

/// Returns how temporary files and folders are made: with the rights of any new one, of which the umask takes away what it
/// does. They are private otherwise.
fn temporary(mode: u32) -> Builder<'static, 'static> {
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(mode));
    }
    #[cfg(not(unix))]
    let _ = mode;
    builder
}

/// Makes a folder beside others, under a name that no one looks at.
pub(super) fn temporary_folder(folder: &Path) -> io::Result<TempDir> {
    temporary(0o777).tempdir_in(folder)
}

/// Removes what runs have left that were ended before anything of theirs counted. Only who holds the folder's lock may: what
/// is there then belongs to no one.
pub(super) fn remove_temporary(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(TEMPORARY) && name != COMMIT && name != UNDO {
            let folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let _ = if folder { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
        }
    }
}

/// Keeps others from writing into the same folder; whoever holds it is alone there, and loses it when the process ends.
pub(super) struct Lock(#[allow(dead_code, reason = "open as long as the lock is held")] File);

impl Lock {
    /// Waits for the lock of a folder; nothing where the system has no such locks.
    pub fn of(folder: &Path) -> Option<Self> {
        let folder = File::open(folder).ok()?;
        folder.lock().ok()?;
        Some(Self(folder))
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const NEW: [(&str, &[u8]); 3] = [("plan.pdf", b"new"), ("charts/a.svg", b"new"), ("pages.json", b"new")];

    /// Returns all files of a folder that anyone sees, or all, with their contents.
    fn files(folder: &Path) -> Vec<(String, String)> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    walk(root, &path, found);
                } else {
                    let name = path.strip_prefix(root).expect("inside").display().to_string();
                    found.push((name, fs::read_to_string(&path).expect("text")));
                }
            }
        }
        let mut found = Vec::new();
        walk(folder, folder, &mut found);
        found.sort();
        found
    }

    fn all(content: &str, names: &[&str]) -> Vec<(String, String)> {
        names.iter().map(|name| ((*name).to_owned(), content.to_owned())).collect()
    }

    /// A project in which two of the three files stand already.
    fn project() -> TempDir {
        let root = tempfile::tempdir().expect("a folder");
        write_out(root.path(), &[("plan.pdf", b"old"), ("pages.json", b"old")]).expect("written");
        root
    }

    fn old() -> Vec<(String, String)> {
        all("old", &["pages.json", "plan.pdf"])
    }

    fn new() -> Vec<(String, String)> {
        all("new", &["charts/a.svg", "pages.json", "plan.pdf"])
    }

    #[test]
    fn files_are_replaced_whole_and_nothing_is_left_beside_them() {
        let root = project();
        assert_eq!(files(&root.path().join(OUT)), old());
        write_out(root.path(), &NEW).expect("written");
        assert_eq!(files(&root.path().join(OUT)), new());
    }

    #[test]
    fn where_one_file_cannot_take_its_place_all_are_as_they_were() {
        for (fails, (name, _)) in NEW.iter().enumerate() {
            let root = project();
            let count = Cell::new(0);
            let rename = |from: &Path, to: &Path| {
                let at = count.replace(count.get() + 1);
                if at == fails { Err(io::Error::other("in use")) } else { fs::rename(from, to) }
            };
            let error = write_out_by(root.path(), &NEW, &rename).expect_err("it fails");
            assert_eq!(error.path(), format!("out/{name}"));
            assert_eq!(files(&root.path().join(OUT)), old(), "at {fails}");
        }
    }

    #[test]
    fn a_run_that_was_killed_is_finished_by_the_next() {
        for placed in 0..=NEW.len() {
            let root = project();
            let out = root.path().join(OUT);
            let stage = stage(&out, &NEW).expect("staged").keep();
            fs::rename(stage, out.join(COMMIT)).expect("committed");
            for (name, _) in &NEW[..placed] {
                fs::rename(out.join(COMMIT).join("new").join(name), out.join(name)).expect("placed");
            }
            write_out(root.path(), &[("other.pdf", b"new")]).expect("written");
            assert_eq!(
                files(&out),
                all("new", &["charts/a.svg", "other.pdf", "pages.json", "plan.pdf"]),
                "at {placed}"
            );
        }
    }

    #[test]
    fn a_run_that_was_killed_while_it_took_files_back_is_finished_by_the_next() {
        let root = project();
        let out = root.path().join(OUT);
        let stage = stage(&out, &NEW).expect("staged").keep();
        for (name, _) in &NEW[..2] {
            fs::rename(stage.join("new").join(name), out.join(name)).expect("placed");
        }
        fs::rename(stage, out.join(UNDO)).expect("taken back");
        recover(&out).expect("recovered");
        assert_eq!(files(&out), old());
    }

    #[test]
    fn what_runs_have_left_that_were_killed_before_is_removed() {
        let root = project();
        let out = root.path().join(OUT);
        let _ = stage(&out, &NEW).expect("staged").keep();
        fs::write(out.join(".keikaku-x1"), "half").expect("written");
        write_out(root.path(), &NEW).expect("written");
        assert_eq!(files(&out), new());
    }

    #[test]
    fn a_folder_in_the_way_leaves_all_as_it_was() {
        let root = project();
        fs::create_dir_all(root.path().join("out/charts/a.svg/x")).expect("a folder in the way");
        let error = write_out(root.path(), &NEW).expect_err("it cannot be written");
        assert_eq!(error.path(), "out/charts/a.svg");
        assert_eq!(files(&root.path().join(OUT)), old());
    }

    #[test]
    fn nothing_is_written_outside_by_name() {
        let root = project();
        for name in ["../x", "/x", "a/../../x", "a//x", "..", ".", ""] {
            assert!(write_out(root.path(), &[(name, b"x")]).is_err(), "{name}");
        }
        assert_eq!(fs::read_dir(root.path()).expect("a folder").count(), 1);
        // Nor by a list that someone else has put there.
        let commit = root.path().join(OUT).join(COMMIT);
        write_durable(&commit.join("names"), b"../sources/plan.yaml\n").expect("written");
        write_durable(&root.path().join(OUT).join("sources/plan.yaml"), b"evil").expect("written");
        write_out(root.path(), &NEW).expect("written");
        assert!(!root.path().join("sources").exists());
    }

    #[cfg(unix)]
    #[test]
    fn nothing_is_written_through_a_link() {
        use std::os::unix::fs::symlink;
        let elsewhere = tempfile::tempdir().expect("a folder");
        fs::write(elsewhere.path().join("plan.pdf"), "theirs").expect("written");
        let target = elsewhere.path().join("plan.pdf");

        let root = tempfile::tempdir().expect("a folder");
        symlink(elsewhere.path(), root.path().join(OUT)).expect("a link");
        assert!(matches!(write_out(root.path(), &NEW), Err(WriteError::Link(path)) if path == "out"));

        let root = project();
        symlink(elsewhere.path(), root.path().join("out/charts")).expect("a link");
        assert!(matches!(write_out(root.path(), &NEW), Err(WriteError::Link(path)) if path == "out/charts"));
        assert_eq!(fs::read(root.path().join("out/plan.pdf")).expect("read"), b"old");

        let root = project();
        fs::remove_file(root.path().join("out/plan.pdf")).expect("removed");
        symlink(&target, root.path().join("out/plan.pdf")).expect("a link");
        assert!(matches!(write_out(root.path(), &NEW), Err(WriteError::Link(path)) if path == "out/plan.pdf"));

        fs::create_dir(root.path().join("sources")).expect("a folder");
        symlink(&target, root.path().join("sources/pages.lock")).expect("a link");
        assert!(matches!(write_source(root.path(), "sources/pages.lock", b"x"), Err(WriteError::Link(_))));
        symlink(elsewhere.path(), root.path().join("sources/amendments")).expect("a link");
        let proposed = root.path().join("sources/amendments/x/a.yaml");
        let real = root.path().canonicalize().expect("a folder");
        assert!(matches!(write_new(&real, &proposed, b"x"), Err(WriteError::Link(_))));

        assert_eq!(files(elsewhere.path()), [("plan.pdf".to_owned(), "theirs".to_owned())]);
    }

    #[test]
    fn a_new_file_replaces_nothing() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("a/b.yaml");
        write_new(root.path(), &path, b"one").expect("written");
        assert!(matches!(write_new(root.path(), &path, b"two"), Err(WriteError::Exists(_))));
        assert_eq!(files(root.path()), [("a/b.yaml".to_owned(), "one".to_owned())]);
    }
}
