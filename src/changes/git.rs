//! The sources at a git revision, by way of the `git` program.

use std::fs;
use std::path::Path;
use std::process::Command;

/// How many files, and how many bytes in all, are taken from a revision.
const MAX_FILES: usize = 2_000;
const MAX_BYTES: usize = 128 << 20;

/// Why the sources of a revision cannot be had.
#[derive(Debug)]
pub enum GitError {
    /// There is no `git` program.
    NoGit(std::io::Error),
    /// The project folder is in no repository.
    NoRepository,
    /// The repository has no such revision.
    NoRevision,
    /// The revision has no `sources/`, or too much in it.
    Sources(&'static str),
    /// The copy cannot be written.
    Io(std::io::Error),
}

impl std::fmt::Display for GitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoGit(error) => write!(f, "the program `git` cannot be started: {error}"),
            Self::NoRepository => f.write_str("the project folder is not in a git repository"),
            Self::NoRevision => f.write_str("the repository has no such revision"),
            Self::Sources(reason) => f.write_str(reason),
            Self::Io(error) => write!(f, "the sources of the revision cannot be copied: {error}"),
        }
    }
}

/// Copies `sources/` as it was at a revision into a folder.
///
/// # Errors
/// See [`GitError`].
pub fn checkout(root: &Path, revision: &str, into: &Path) -> Result<(), GitError> {
    git(root, &["rev-parse", "--git-dir"])?.ok_or(GitError::NoRepository)?;
    // A revision is never taken for an option.
    let commit = format!("{revision}^{{commit}}");
    let commit = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &commit])?;
    let commit = String::from_utf8(commit.ok_or(GitError::NoRevision)?).map_err(|_| GitError::NoRevision)?;
    let commit = commit.trim();
    let listed = git(root, &["ls-tree", "-r", "-z", commit, "--", "sources"])?.unwrap_or_default();
    let listed =
        String::from_utf8(listed).map_err(|_| GitError::Sources("a file of the revision has no UTF-8 name"))?;
    let files: Vec<_> = listed.split('\0').filter(|entry| !entry.is_empty()).collect();
    if files.is_empty() {
        return Err(GitError::Sources("the revision has no `sources/` in this folder"));
    }
    if files.len() > MAX_FILES {
        return Err(GitError::Sources("the revision has too many files in `sources/`"));
    }
    let mut total = 0;
    for entry in files {
        // `mode type object<TAB>path`; links are left out, as they are nowhere followed.
        let Some((meta, path)) = entry.split_once('\t') else { continue };
        if !meta.starts_with("100") || !inside(path) {
            continue;
        }
        let object = meta.rsplit(' ').next().unwrap_or_default();
        let bytes = git(root, &["cat-file", "blob", object])?.ok_or(GitError::NoRevision)?;
        total += bytes.len();
        if total > MAX_BYTES {
            return Err(GitError::Sources("the revision has too much in `sources/`"));
        }
        let target = into.join(path);
        if let Some(folder) = target.parent() {
            fs::create_dir_all(folder).map_err(GitError::Io)?;
        }
        fs::write(target, bytes).map_err(GitError::Io)?;
    }
    Ok(())
}

fn inside(path: &str) -> bool {
    path.starts_with("sources/") && !path.split('/').any(|part| matches!(part, "" | "." | ".."))
}

/// Runs git; returns its output, or nothing if it reports failure.
fn git(root: &Path, arguments: &[&str]) -> Result<Option<Vec<u8>>, GitError> {
    // In a hook, git's own variables would name another repository than the one the folder is in.
    let mut git = Command::new("git");
    git.env_remove("GIT_DIR").env_remove("GIT_WORK_TREE").env_remove("GIT_INDEX_FILE");
    let output = git.arg("-C").arg(root).args(arguments).output().map_err(GitError::NoGit)?;
    Ok(output.status.success().then_some(output.stdout))
}
