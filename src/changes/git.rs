//! The sources at a git revision, by way of the `git` program.
//!
//! A repository may come from anybody. Of its configuration nothing is run and nothing is fetched: only names, trees and
//! objects are read, with every protocol, hook, filter and monitor off. The user's own configuration stays, since it says
//! which repositories of other owners may be read (`safe.directory`).

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// How many files are taken from a revision: a plan of thousands of projects has two a project.
const MAX_FILES: usize = 100_000;
/// How many bytes are taken in all; they are written to a folder, never held.
const MAX_BYTES: u64 = 2 << 30;
/// How long the list of the files may be: far longer names than a plan's.
const MAX_LIST: u64 = 256 * MAX_FILES as u64;
/// How much is kept of what git says about an error.
const MAX_WORDS: u64 = 16 << 10;

/// Configuration of the repository that could start a program, and what takes its place.
const OFF: [&str; 12] = [
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.gitProxy=false",
    "core.askPass=",
    "core.attributesFile=/dev/null",
    "core.pager=cat",
    "credential.helper=",
    "diff.external=",
    "protocol.allow=never",
    "gc.auto=0",
    "maintenance.auto=false",
];

/// Git's own variables that are kept: where the user's configuration and git's programs are.
const KEPT: [&str; 4] = ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_EXEC_PATH"];

/// Why the sources of a revision cannot be had.
#[derive(Debug)]
pub enum GitError {
    /// There is no `git` program, or it cannot be started.
    NoGit(io::Error),
    /// The project folder is in no repository.
    NoRepository,
    /// The repository belongs to another user; what git would have to be told to read it all the same.
    Owner(String),
    /// The repository has no such revision; one that it has and that may be meant.
    NoRevision(Option<String>),
    /// The repository is a shallow clone, which may lack the revision.
    Shallow,
    /// The repository is a clone that leaves objects to be fetched, and lacks one.
    Partial,
    /// The revision has no `sources/`.
    NoSources,
    /// The revision has something in `sources/` that is not taken.
    Sources(String),
    /// Git refused for another reason.
    Refused(String),
    /// The copy cannot be written.
    Io(io::Error),
}

impl std::fmt::Display for GitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoGit(error) if error.kind() == io::ErrorKind::NotFound => {
                f.write_str("the program `git` is not installed")
            }
            Self::NoGit(error) => write!(f, "the program `git` cannot be started: {error}"),
            Self::NoRepository => f.write_str("the project folder is not in a git repository"),
            Self::Owner(_) => f.write_str("git does not read the repository, since it belongs to another user"),
            Self::NoRevision(_) => f.write_str("the repository has no such revision"),
            Self::Shallow => f.write_str("the repository is a shallow clone, and what it has does not reach that far"),
            Self::Partial => f.write_str("the repository is a partial clone, and lacks some of the revision's files"),
            Self::NoSources => f.write_str("the revision has no `sources/` in this folder"),
            Self::Sources(reason) => f.write_str(reason),
            Self::Refused(reason) => write!(f, "git refuses: {reason}"),
            Self::Io(error) => write!(f, "the sources of the revision cannot be copied: {error}"),
        }
    }
}

impl GitError {
    /// Says what to do.
    #[must_use]
    pub fn help(&self) -> String {
        match self {
            Self::NoGit(_) => "install git, or compare editions with `--from`".into(),
            Self::NoRepository => "run it in a project folder that git keeps, or compare editions with `--from`".into(),
            Self::Owner(folder) => format!("if you trust it: `git config --global --add safe.directory {folder}`"),
            Self::NoRevision(Some(meant)) => format!("did you mean `{meant}`?"),
            Self::NoRevision(None) => "name a commit, branch or tag; `git log` and `git tag` list them".into(),
            Self::Shallow => {
                "fetch the rest: `git fetch --unshallow --tags`, in GitHub Actions `fetch-depth: 0`".into()
            }
            Self::Partial => {
                "nothing is fetched here; let git do it: `git archive REVISION sources > sources.tar`".into()
            }
            Self::NoSources => "name a revision that has the sources, or run it in the folder that holds them".into(),
            Self::Sources(_) => "make the revision's sources smaller, or compare editions with `--from`".into(),
            Self::Refused(_) => "try `git status` in the project folder".into(),
            Self::Io(_) => "check the permissions and space of the folder for temporary files".into(),
        }
    }
}

/// Copies `sources/` as it was at a revision into a folder. `environment` has the names of the variables that the
/// process was given; git's own are kept from it.
///
/// # Errors
/// See [`GitError`].
pub fn checkout(root: &Path, revision: &str, into: &Path, environment: &[OsString]) -> Result<(), GitError> {
    let git = Git { root, environment };
    let opened = git.run(&["rev-parse", "--git-dir"], MAX_WORDS)?;
    if !opened.done {
        return Err(refused(&opened.words));
    }
    let commit = git.commit(revision)?;
    let listed = git.run(&["ls-tree", "-r", "-z", &commit, "--", "sources"], MAX_LIST)?;
    if !listed.done {
        return Err(refused(&listed.words));
    }
    if listed.more {
        return Err(GitError::Sources("the revision has too many files in `sources/`".into()));
    }
    let listed = String::from_utf8(listed.output)
        .map_err(|_| GitError::Sources("a file of the revision has a name that is not UTF-8".into()))?;
    let files: Vec<_> = listed.split('\0').filter_map(file).collect();
    if files.is_empty() {
        return Err(GitError::NoSources);
    }
    if files.len() > MAX_FILES {
        return Err(GitError::Sources(format!("the revision has more than {MAX_FILES} files in `sources/`")));
    }
    git.copy(&files, into)
}

/// Reads an entry of a tree: `mode type object<TAB>path`. Only files are taken; links are nowhere followed.
fn file(entry: &str) -> Option<(&str, &str)> {
    let (meta, path) = entry.split_once('\t')?;
    let inside = path.starts_with("sources/")
        && !path.contains('\\')
        && !path.split('/').any(|part| matches!(part, "" | "." | ".."));
    (meta.starts_with("100") && inside).then(|| (meta.rsplit(' ').next().unwrap_or_default(), path))
}

/// Says why git did nothing, from its own words.
fn refused(words: &str) -> GitError {
    let line = words.lines().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
    let line = line.trim_start_matches("fatal: ").trim_start_matches("error: ");
    if words.contains("dubious ownership") || words.contains("unsafe repository") {
        let command =
            words.lines().find_map(|line| line.trim().strip_prefix("git config --global --add safe.directory "));
        return GitError::Owner(command.unwrap_or("FOLDER").replace(char::is_control, ""));
    }
    if words.contains("not a git repository") {
        return GitError::NoRepository;
    }
    if is_partial(words) {
        return GitError::Partial;
    }
    GitError::Refused(line.replace(char::is_control, " "))
}

/// Says whether git lacks an object that it would have to fetch.
fn is_partial(words: &str) -> bool {
    words.contains("lazy fetching disabled") || words.contains("promisor") || words.contains("transport '")
}

struct Git<'a> {
    root: &'a Path,
    environment: &'a [OsString],
}

/// What a run of git gave.
struct Ran {
    /// Whether git reports success.
    done: bool,
    output: Vec<u8>,
    /// Whether there was more output than was asked for.
    more: bool,
    /// What it said about errors.
    words: String,
}

impl Git<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut git = Command::new("git");
        for name in self.environment {
            let own = name.to_str().is_some_and(|name| name.starts_with("GIT_") && !KEPT.contains(&name));
            if own {
                git.env_remove(name);
            }
        }
        git.env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_LITERAL_PATHSPECS", "1")
            // What it says is told apart by its words.
            .env("LC_ALL", "C")
            .env_remove("SSH_ASKPASS");
        git.arg("--no-pager");
        for setting in OFF {
            git.args(["-c", setting]);
        }
        git.arg("-C").arg(self.root).args(arguments);
        git.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        git
    }

    /// Runs git and takes as much of its output as is asked for.
    fn run(&self, arguments: &[&str], limit: u64) -> Result<Ran, GitError> {
        let mut child = Running(self.command(arguments).spawn().map_err(GitError::NoGit)?);
        let (stdout, stderr) = (child.0.stdout.take(), child.0.stderr.take());
        // Both are read at once, so that git never waits for one of them.
        let words = std::thread::spawn(move || {
            let mut words = Vec::new();
            if let Some(mut stderr) = stderr {
                let _ = (&mut stderr).take(MAX_WORDS).read_to_end(&mut words);
                let _ = io::copy(&mut stderr, &mut io::sink());
            }
            String::from_utf8_lossy(&words).into_owned()
        });
        let mut output = Vec::new();
        let mut more = false;
        if let Some(mut stdout) = stdout {
            (&mut stdout).take(limit).read_to_end(&mut output).map_err(GitError::Io)?;
            more = stdout.read(&mut [0]).map_err(GitError::Io)? > 0;
        }
        if more {
            let _ = child.0.kill();
        }
        let done = child.0.wait().map_err(GitError::Io)?.success();
        let words = words.join().unwrap_or_default();
        Ok(Ran { done: done || more, output, more, words })
    }

    /// Returns the name of the commit that a revision is.
    fn commit(&self, revision: &str) -> Result<String, GitError> {
        // A revision is never taken for an option.
        let parse = |revision: &str| {
            let revision = format!("{revision}^{{commit}}");
            self.run(&["rev-parse", "--verify", "--end-of-options", &revision], MAX_WORDS)
        };
        let found = parse(revision)?;
        if found.done {
            return Ok(String::from_utf8_lossy(&found.output).trim().to_owned());
        }
        if is_partial(&found.words) {
            return Err(GitError::Partial);
        }
        let remote = format!("origin/{revision}");
        if parse(&remote)?.done {
            return Err(GitError::NoRevision(Some(remote)));
        }
        let shallow = self.run(&["rev-parse", "--is-shallow-repository"], MAX_WORDS)?;
        Err(if shallow.output.starts_with(b"true") { GitError::Shallow } else { GitError::NoRevision(None) })
    }

    /// Copies files by way of one process that gives objects by their names.
    fn copy(&self, files: &[(&str, &str)], into: &Path) -> Result<(), GitError> {
        let mut command = self.command(&["cat-file", "--batch"]);
        command.stdin(Stdio::piped()).stderr(Stdio::null());
        let mut child = Running(command.spawn().map_err(GitError::NoGit)?);
        let (Some(stdin), Some(stdout)) = (child.0.stdin.take(), child.0.stdout.take()) else {
            return Err(GitError::Refused("it gives no objects".into()));
        };
        let mut objects = Objects { stdin, stdout: BufReader::new(stdout), left: MAX_BYTES };
        for (object, path) in files {
            let target = into.join(path);
            if let Some(folder) = target.parent() {
                fs::create_dir_all(folder).map_err(GitError::Io)?;
            }
            objects.write(object, &mut File::create(target).map_err(GitError::Io)?)?;
        }
        Ok(())
    }
}

/// The process that gives objects.
struct Objects {
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
    /// How many bytes may still be taken.
    left: u64,
}

impl Objects {
    /// Writes an object to a file. Its size is known, and held against what may be taken, before a byte of it is read.
    fn write(&mut self, object: &str, file: &mut File) -> Result<(), GitError> {
        let broken = |_| GitError::Refused("it stopped giving objects".into());
        writeln!(self.stdin, "{object}").and_then(|()| self.stdin.flush()).map_err(broken)?;
        let mut head = String::new();
        (&mut self.stdout).take(MAX_WORDS).read_line(&mut head).map_err(broken)?;
        // `object blob size`, or `object missing`.
        let size = match head.trim_end().split(' ').collect::<Vec<_>>()[..] {
            [_, "blob", size] => size.parse::<u64>().ok(),
            [_, "missing"] => return Err(GitError::Partial),
            _ => None,
        };
        let size = size.ok_or_else(|| GitError::Refused("it does not know an object of the revision".into()))?;
        self.left = self.left.checked_sub(size).ok_or_else(|| {
            GitError::Sources(format!("the revision has more than {} GiB in `sources/`", MAX_BYTES >> 30))
        })?;
        let copied = io::copy(&mut (&mut self.stdout).take(size), file).map_err(GitError::Io)?;
        // A line break follows the object.
        let ended = self.stdout.read(&mut [0]).map_err(broken)?;
        if copied == size && ended == 1 { Ok(()) } else { Err(GitError::Refused("an object is cut short".into())) }
    }
}

/// A process that does not outlive its use.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_below_the_sources_are_taken() {
        for (entry, taken) in [
            ("100644 blob 1234\tsources/a.yaml", Some(("1234", "sources/a.yaml"))),
            ("100755 blob 1234\tsources/a/b.md", Some(("1234", "sources/a/b.md"))),
            ("120000 blob 1234\tsources/link.md", None),
            ("160000 commit 1234\tsources/module", None),
            ("100644 blob 1234\tsources", None),
            ("100644 blob 1234\tsources/../a.yaml", None),
            ("100644 blob 1234\tsources//a.yaml", None),
            ("100644 blob 1234\tsources/..\\a.yaml", None),
            ("100644 blob 1234", None),
        ] {
            assert_eq!(file(entry), taken, "{entry}");
        }
    }

    #[test]
    fn what_git_says_is_told_apart() {
        let owner = "fatal: detected dubious ownership in repository at '/plan'\nTo add an exception for this \
                     directory, call:\n\n\tgit config --global --add safe.directory /plan\n";
        assert!(matches!(refused(owner), GitError::Owner(folder) if folder == "/plan"));
        let older = "fatal: unsafe repository ('/plan' is owned by someone else)\nTo add an exception for this \
                     directory, call:\n\n\tgit config --global --add safe.directory /plan\n";
        assert!(matches!(refused(older), GitError::Owner(folder) if folder == "/plan"));
        let outside = "fatal: not a git repository (or any of the parent directories): .git\n";
        assert!(matches!(refused(outside), GitError::NoRepository));
        let lacking =
            "fatal: unable to read tree (4b825d)\nwarning: lazy fetching disabled; some objects may not be available\n";
        assert!(matches!(refused(lacking), GitError::Partial));
        let other = "fatal: bad config line 1 in file .git/config\n";
        assert!(
            matches!(refused(other), GitError::Refused(reason) if reason == "bad config line 1 in file .git/config")
        );
    }
}
