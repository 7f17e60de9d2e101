//! What transparent objects are mixed in: Typst says RGB, which a file for print may not contain.

use std::collections::BTreeSet;

use lopdf::{Document, Object, ObjectId};

use super::PrintError;

/// Lets transparency groups mix inks, and soft masks grey: how bright a mask is must not depend on the press.
pub(super) fn convert(document: &mut Document) -> Result<(), PrintError> {
    let masks: BTreeSet<ObjectId> = document.objects.values().flat_map(|object| mask(document, object)).collect();
    let groups: Vec<ObjectId> =
        document.objects.iter().filter(|(_, object)| has_group(object)).map(|(id, _)| *id).collect();
    for id in groups {
        let form = document.get_object(id)?.as_stream()?;
        let mut group = document.dereference(form.dict.get(b"Group")?)?.1.as_dict()?.clone();
        group.set("CS", if masks.contains(&id) { "DeviceGray" } else { "DeviceCMYK" });
        document.get_object_mut(id)?.as_stream_mut()?.dict.set("Group", group);
    }
    Ok(())
}

fn has_group(object: &Object) -> bool {
    object.as_stream().is_ok_and(|stream| stream.dict.has(b"Group"))
}

/// Returns the form that is the soft mask of a graphics state (ISO 32000-1, 11.6.5.2).
fn mask(document: &Document, state: &Object) -> Option<ObjectId> {
    let mask = document.dereference(state.as_dict().ok()?.get(b"SMask").ok()?).ok()?.1;
    mask.as_dict().ok()?.get(b"G").ok()?.as_reference().ok()
}
