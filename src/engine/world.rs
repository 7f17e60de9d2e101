//! What the Typst compiler can see: the generated file, the layouts, the images and the fonts. Nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Dict, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Feature, Library, LibraryExt, World};
use typst_kit::files::{FileLoader, FileStore};

use super::{EngineError, Fonts};
use crate::compose::MAIN;
use crate::diagnostic::Files;
use crate::source::Folder;

const FOLDER: &str = "layouts";

/// The layout files by their path in the project.
pub(super) struct Layouts(BTreeMap<String, String>);

impl Layouts {
    pub fn open(folder: &Folder, files: &mut Files) -> Result<Self, EngineError> {
        let names = folder.list(FOLDER).map_err(|error| EngineError::new(FOLDER, &error))?;
        let mut layouts = BTreeMap::new();
        for name in names.into_iter().filter(|name| name.ends_with(".typ")) {
            let path = format!("{FOLDER}/{name}");
            let text = folder.read_text(&path).map_err(|error| EngineError::new(path.clone(), &error))?;
            files.add(path.clone(), text.clone());
            layouts.insert(path, text);
        }
        if layouts.is_empty() {
            let reason = "has no `.typ` files; copy them from the keikaku repository".into();
            return Err(EngineError { path: FOLDER.into(), reason });
        }
        Ok(Self(layouts))
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Serves files from memory.
struct Memory(BTreeMap<String, Bytes>);

impl FileLoader for Memory {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        match id.root() {
            VirtualRoot::Project => self.0.get(path).cloned().ok_or_else(|| FileError::NotFound(path.into())),
            VirtualRoot::Package(_) => Err(FileError::Other(Some("layouts cannot use packages".into()))),
        }
    }
}

/// The compiler's world.
pub(super) struct PlanWorld {
    library: LazyHash<Library>,
    fonts: Arc<Fonts>,
    files: FileStore<Memory>,
    main: FileId,
}

impl PlanWorld {
    pub fn new(
        fonts: Arc<Fonts>,
        inputs: Dict,
        layouts: &Layouts,
        main: &str,
        images: BTreeMap<String, Bytes>,
    ) -> Self {
        let mut files = BTreeMap::from([(MAIN.to_owned(), Bytes::from_string(main.to_owned()))]);
        files.extend(layouts.iter().map(|(path, text)| (path.to_owned(), Bytes::from_string(text.to_owned()))));
        files.extend(images);
        // `pdf.header-cell`, which makes row headers readable to screen readers, is still behind a feature.
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build()),
            fonts,
            files: FileStore::new(Memory(files)),
            main: main_id(),
        }
    }
}

/// Returns the compiler's id of the generated file.
fn main_id() -> FileId {
    let path = VirtualPath::new(MAIN).unwrap_or_else(|_| unreachable!("a plain file name"));
    RootedPath::new(VirtualRoot::Project, path).intern()
}

impl World for PlanWorld {
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

    /// There is no clock: the same sources give the same bytes on any day.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
