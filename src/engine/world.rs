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

use super::{EngineError, Fonts, Profile};
use crate::compose::MAIN;
use crate::diagnostic::Files;
use crate::model::{ImageFile, Images};
use crate::source::{Folder, Problem, read_image};

const FOLDER: &str = "layouts";

/// How the names of images end.
const IMAGES: [&str; 5] = ["svg", "png", "jpg", "jpeg", "webp"];

/// The layout files and the images beside them, by their path in the project.
pub(super) struct Layouts {
    texts: BTreeMap<String, String>,
    images: BTreeMap<String, Result<ImageFile, Problem>>,
}

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
        let below = folder.list_below(FOLDER).map_err(|error| EngineError::new(FOLDER, &error))?;
        let is_image = |path: &String| {
            let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
            end.is_some_and(|end| IMAGES.contains(&end.as_str()))
        };
        let images = below.into_iter().filter(is_image).map(|path| {
            let image = read_image(folder, &path);
            (path, image)
        });
        Ok(Self { texts: layouts, images: images.collect() })
    }

    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// Returns the images that can be shown.
    pub fn images(&self) -> impl Iterator<Item = (&str, &ImageFile)> {
        self.images.iter().filter_map(|(path, image)| Some((path.as_str(), image.as_ref().ok()?)))
    }

    /// Returns what is wrong with the others, with what is said where a layout names one.
    fn refused(&self) -> impl Iterator<Item = (&str, String, &Problem)> {
        self.images.iter().filter_map(|(path, image)| {
            let problem = image.as_ref().err()?;
            Some((path.as_str(), format!("the image `{path}` {}", problem.reason), problem))
        })
    }
}

/// Serves files from memory.
struct Memory(BTreeMap<String, Result<Bytes, String>>);

impl FileLoader for Memory {
    fn load(&self, id: FileId) -> FileResult<Bytes> {
        let path = id.vpath().get_without_slash();
        match id.root() {
            VirtualRoot::Project => match self.0.get(path) {
                Some(Ok(bytes)) => Ok(bytes.clone()),
                Some(Err(reason)) => Err(FileError::Other(Some(reason.as_str().into()))),
                None => Err(FileError::NotFound(path.into())),
            },
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
    /// What is said of images that cannot be loaded, and what to do.
    refused: Vec<(String, String)>,
}

impl PlanWorld {
    /// Creates a world of a profile, which the layouts learn of by `inputs`.
    pub fn new(
        fonts: Arc<Fonts>,
        (profile, inputs): (Profile, Dict),
        layouts: &Layouts,
        main: &str,
        images: &Images,
    ) -> Self {
        let mut files = BTreeMap::from([(MAIN.to_owned(), Ok(Bytes::from_string(main.to_owned())))]);
        files.extend(layouts.iter().map(|(path, text)| (path.to_owned(), Ok(Bytes::from_string(text.to_owned())))));
        let shown = layouts.images().chain(images.iter().map(|(path, image)| (path.as_str(), image)));
        files.extend(shown.map(|(path, image)| (path.to_owned(), Ok(Bytes::new(Arc::clone(profile.image(image)))))));
        files.extend(layouts.refused().map(|(path, message, _)| (path.to_owned(), Err(message))));
        let refused = layouts.refused().map(|(_, message, problem)| (message, problem.help.clone()));
        // `pdf.header-cell`, which makes row headers readable to screen readers, is still behind a feature.
        let features = [Feature::A11yExtras].into_iter().collect();
        Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).with_features(features).build()),
            fonts,
            files: FileStore::new(Memory(files)),
            main: main_id(),
            refused: refused.collect(),
        }
    }

    /// Returns what is said of an image beside the layouts that the compiler could not load, and what to do.
    pub fn refused(&self, message: &str) -> Option<(&str, &str)> {
        let known = self.refused.iter().find(|(known, _)| message.contains(known.as_str()));
        known.map(|(message, help)| (message.as_str(), help.as_str()))
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
