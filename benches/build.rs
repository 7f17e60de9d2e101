//! Whole-process times of `keikaku build` (the screen profile, both), `keikaku check` and the bare Typst compiler on the
//! composed document, in turn.
//!
//! `cargo bench` prints the ratios. All read their files anew, lay out and write a PDF of the same
//! standards; only `keikaku` reads, checks and composes the sources as well.

#![allow(clippy::print_stdout, clippy::expect_used, clippy::disallowed_methods, reason = "a benchmark prints times")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

const PAIRS: usize = 15;

fn main() {
    let arguments: Vec<_> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--bare") {
        return bare(Path::new(&arguments[at + 1]), Path::new(&arguments[at + 2]));
    }
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let ejected = tempfile::tempdir().expect("a folder");
    run(keikaku(repository).arg("eject").arg(ejected.path()));
    let mut build = Vec::new();
    let mut both = Vec::new();
    let mut check = Vec::new();
    let mut compiler = Vec::new();
    for pair in 0..=PAIRS {
        let mut bare = Command::new(std::env::current_exe().expect("this program"));
        let times = [
            run(keikaku(repository).args(["build", "--profile", "screen"])),
            run(keikaku(repository).args(["build", "--profile", "all"])),
            run(keikaku(repository).args(["check", "--profile", "screen"])),
            run(bare.arg("--bare").arg(ejected.path()).arg(repository.join("fonts"))),
        ];
        // The first round warms the file cache.
        if pair > 0 {
            for (list, time) in [&mut build, &mut both, &mut check, &mut compiler].into_iter().zip(times) {
                list.push(time.as_secs_f64());
            }
        }
    }
    let ratio = |ours: &[f64], theirs: &[f64]| ours.iter().zip(theirs).map(|(a, b)| a / b).collect::<Vec<_>>();
    for (name, mut values, unit) in [
        ("keikaku build", build.clone(), " s"),
        ("both profiles", both.clone(), " s"),
        ("keikaku check", check.clone(), " s"),
        ("bare typst", compiler.clone(), " s"),
        ("build / bare", ratio(&build, &compiler), ""),
        ("both / build", ratio(&both, &build), ""),
        ("check / build", ratio(&check, &build), ""),
    ] {
        values.sort_by(f64::total_cmp);
        let (first, middle, last) = (values[0], values[values.len() / 2], values[values.len() - 1]);
        println!("{name:15} min {first:.3}{unit}  median {middle:.3}{unit}  max {last:.3}{unit}");
    }
}

fn keikaku(repository: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_keikaku"));
    command.current_dir(repository);
    command
}

fn run(command: &mut Command) -> Duration {
    let started = Instant::now();
    let status = command.stdout(Stdio::null()).status().expect("started");
    assert!(status.success());
    started.elapsed()
}

/// Compiles `main.typ` of a folder as the plain compiler would.
fn bare(root: &Path, fonts: &Path) {
    let mut store = FontStore::new();
    for entry in std::fs::read_dir(fonts).expect("fonts") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "ttf") {
            for font in Font::iter(Bytes::new(std::fs::read(path).expect("a font"))) {
                let info = font.info().clone();
                store.push((font, info));
            }
        }
    }
    let features = [Feature::A11yExtras].into_iter().collect();
    let main = RootedPath::new(VirtualRoot::Project, VirtualPath::new("main.typ").expect("a path")).intern();
    let world = Bare {
        library: LazyHash::new(Library::builder().with_features(features).build()),
        fonts: store,
        files: FileStore::new(Root(root.to_owned())),
        main,
    };
    let document = typst::compile::<PagedDocument>(&world).output.expect("a document");
    let standards = PdfStandards::new(&[PdfStandard::Ua_1, PdfStandard::A_3a]).expect("standards");
    let pdf = typst_pdf::pdf(&document, &PdfOptions { standards, ..PdfOptions::default() }).expect("a PDF");
    std::fs::write(root.join("main.pdf"), pdf).expect("written");
}

struct Root(PathBuf);

impl FileLoader for Root {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = self.0.join(id.vpath().get_without_slash());
        std::fs::read(&path).map(Bytes::new).map_err(|error| FileError::from_io(error, &path))
    }
}

struct Bare {
    library: LazyHash<Library>,
    fonts: FontStore,
    files: FileStore<Root>,
    main: FileId,
}

impl World for Bare {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        self.files.source(id)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        self.files.file(id)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.font(index)
    }

    fn today(&self, _: Option<typst::foundations::Duration>) -> Option<Datetime> {
        None
    }
}
