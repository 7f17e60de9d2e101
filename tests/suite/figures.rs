//! Images of the prose and of the data.

use std::fs;

use image::{DynamicImage, ImageFormat};
use keikaku::verify::PdfPage;
use page_validation::{ValidationOptions, ValidationProfile, validate_pdf_bytes};

use crate::project::{TestProject, repository};

/// The small plan with an image of the given width in pixels, named in prose and in data.
fn illustrated(width: u32) -> TestProject {
    let project = TestProject::with_sources(&repository("tests/findings/base"));
    fs::create_dir_all(project.path("sources/images")).expect("a folder");
    DynamicImage::new_rgb8(width, width / 2)
        .save_with_format(project.path("sources/images/photo.png"), ImageFormat::Png)
        .expect("an image");
    let svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 20 10\"><rect width=\"20\" height=\"10\"/></svg>";
    project.write("sources/images/plan.svg", svg);
    project.edit("sources/projects/alpha.md", "目的。", "目的。\n\n![会場の写真](images/photo.png \"写真 会場\")");
    project.edit("sources/projects/alpha.md", "概要。", "概要。\n\n[](figure:map)");
    let data = project.read("sources/projects/alpha.yaml");
    project.write(
        "sources/projects/alpha.yaml",
        format!(
            "{data}figures:\n  - {{id: map, image: images/plan.svg, alt: 会場の配置, caption: 図 配置, width: 40%}}\n"
        ),
    );
    project
}

#[test]
fn images_stand_in_the_plan_with_their_captions() {
    let project = illustrated(2000);
    let (built, _) = project.build();
    let built = built.unwrap_or_else(|failure| panic!("{failure:#?}"));
    assert_eq!(built.warnings, []);
    let pdf = keikaku::verify::Pdf::read(built.pdf.clone()).expect("a PDF");
    let text: String = pdf.pages.iter().map(PdfPage::text).collect();
    assert!(text.contains("写真会場") && text.contains("図配置"), "{text}");
    for profile in [ValidationProfile::PdfA3a, ValidationProfile::PdfUa1] {
        let report = validate_pdf_bytes(&built.pdf, &ValidationOptions::default().profile(profile)).expect("a report");
        let failures: Vec<_> = report
            .failures
            .iter()
            .map(ToString::to_string)
            .filter(|failure| !failure.contains("STREAM-LENGTH-001"))
            .collect();
        assert_eq!(failures, Vec::<String>::new());
    }
}

#[test]
fn an_image_that_is_too_small_for_its_place_is_reported() {
    let project = illustrated(200);
    let output = project.run(&["check", "--format", "short"]);
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("sources/projects/alpha.md:5:1: error[image/low-resolution]"), "{text}");
}

#[test]
fn an_image_outside_the_project_is_refused() {
    let project = illustrated(2000);
    let outside = tempfile::tempdir().expect("a folder");
    fs::copy(project.path("sources/images/photo.png"), outside.path().join("photo.png")).expect("copied");
    #[cfg(unix)]
    {
        fs::remove_file(project.path("sources/images/photo.png")).expect("removed");
        std::os::unix::fs::symlink(outside.path().join("photo.png"), project.path("sources/images/photo.png"))
            .expect("a link");
        let output = project.run(&["check", "--format", "short"]);
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("image/unusable") && text.contains("lies outside the project folder"), "{text}");
    }
}
