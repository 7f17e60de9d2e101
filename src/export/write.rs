//! Writing.

use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes a file so that it is there whole or as it was before, whatever happens meanwhile.
///
/// # Errors
/// If the folder cannot be made or written to.
pub fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    write_together(&[(path, bytes)]).map_err(|(_, error)| error)
}

/// Writes files that belong together, so that none is new while another is old.
///
/// The bytes go to temporary files in the same folders. Once all are written, they take the names, each in one step.
///
/// # Errors
/// If a folder cannot be made or written to: which file, and why.
pub fn write_together(files: &[(&Path, &[u8])]) -> Result<(), (usize, io::Error)> {
    let mut staged = Vec::new();
    for (at, (path, bytes)) in files.iter().enumerate() {
        staged.push(stage(path, bytes).map_err(|error| (at, error))?);
    }
    for (at, (file, (path, _))) in staged.into_iter().zip(files).enumerate() {
        file.persist(path).map_err(|error| (at, error.error))?;
    }
    Ok(())
}

/// Writes a file under another name beside its place.
fn stage(path: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let folder = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".keikaku-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // As any new file: what the umask leaves of it. Temporary files are private otherwise.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("new/plan.pdf");
        write_whole(&path, b"one").expect("written");
        write_whole(&path, b"two").expect("written");
        assert_eq!(std::fs::read(&path).expect("read"), b"two");
        assert_eq!(std::fs::read_dir(folder.path().join("new")).expect("folder").count(), 1);
    }

    #[test]
    fn a_failure_leaves_the_old_file() {
        let folder = tempfile::tempdir().expect("folder");
        let path = folder.path().join("plan.pdf");
        std::fs::create_dir(&path).expect("a folder where the file should go");
        assert!(write_whole(&path, b"x").is_err());
        assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 1);
    }

    #[test]
    fn of_files_that_belong_together_none_is_new_where_one_cannot_be_written() {
        let folder = tempfile::tempdir().expect("folder");
        let (plan, map) = (folder.path().join("plan.pdf"), folder.path().join("pages.json"));
        std::fs::write(&plan, "old").expect("written");
        std::fs::create_dir(&map).expect("a folder where a file should go");
        let (at, _) = write_together(&[(&plan, b"new"), (&map, b"new")]).expect_err("the second cannot be written");
        assert_eq!(at, 1);
        assert_eq!(std::fs::read(&plan).expect("read"), b"old");
        assert_eq!(std::fs::read_dir(folder.path()).expect("folder").count(), 2, "nothing is left beside them");
    }
}
