//! What a document is made for, as the layouts learn of it.

use std::sync::Arc;

use typst::foundations::{Dict, IntoValue};

use crate::model::{Binding, ImageFile, Print, RESOLUTIONS, Side};

/// What a PDF is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Reading on a screen: RGB, links, bookmarks, tags.
    Screen,
    /// A printing house: CMYK and bleed.
    Print,
}

impl Profile {
    /// Returns an image as it is embedded.
    pub(super) fn image(self, image: &ImageFile) -> &Arc<[u8]> {
        match self {
            Self::Screen => &image.screen,
            Self::Print => &image.print,
        }
    }

    /// Returns how many pixels to the inch a picture has at most, about: on a screen as many as it shows at twice its size.
    pub(super) const fn dpi(self) -> f64 {
        match self {
            Self::Screen => 200.0,
            Self::Print => RESOLUTIONS.1,
        }
    }

    /// Returns what the layouts read as `sys.inputs`.
    pub(super) fn inputs(self, print: &Print, draft: bool) -> Dict {
        let mut inputs = Dict::new();
        if draft {
            inputs.insert("draft".into(), "true".into_value());
        }
        if self == Self::Print {
            inputs.insert("profile".into(), "print".into_value());
            let Binding { side, double_sided, .. } = print.binding;
            let side = match side {
                Side::Left => "left",
                Side::Right => "right",
            };
            inputs.insert("binding".into(), side.into_value());
            inputs.insert("double-sided".into(), double_sided.to_string().into_value());
            if let Some(spot) = &print.spot {
                inputs.insert("spot-colour".into(), spot.colour.as_str().into_value());
                inputs.insert("spot-name".into(), spot.name.as_str().into_value());
            }
        }
        inputs
    }
}
