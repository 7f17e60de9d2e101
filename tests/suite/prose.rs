//! Author's text is inert: whatever is written, it comes out as text or is refused with a finding.

use keikaku::pipeline::Failure;
use keikaku::verify::Pdf;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::project::{TestProject, repository};

/// Text made to hurt: Typst and Markdown syntax, brackets that do not close, control characters, Japanese.
fn hostile() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just("#panic(\"x\")".to_owned()),
        2 => Just("#read(\"/etc/passwd\")".to_owned()),
        2 => Just("]#import \"x\": *[".to_owned()),
        2 => Just("\\u{0}\"); #eval(\"".to_owned()),
        2 => Just("$ x^2 $ @label <label> /* // ".to_owned()),
        2 => Just("<script>x</script>".to_owned()),
        2 => Just("![a](../../etc/passwd) [b](file:///x) [](page:none)".to_owned()),
        2 => Just("**`*_[(\n\n- 1. 1) > | --- ".to_owned()),
        4 => "[ -~]{0,12}",
        4 => "[ぁ-んァ-ヶ一-龠々〆、。「」（）]{0,8}",
        1 => any::<String>().prop_map(|text| text.chars().take(8).collect()),
    ];
    prop::collection::vec(piece, 1..6).prop_map(|pieces| pieces.concat())
}

/// Builds the small plan with a text in a place; returns the PDF's text, or nothing where the text was refused.
fn shown(project: &TestProject) -> Option<String> {
    match project.build().0 {
        Ok(built) => {
            let pdf = Pdf::read(built.pdf).expect("a PDF");
            Some(pdf.pages.iter().map(keikaku::verify::PdfPage::text).collect())
        }
        Err(Failure::Findings(findings)) => {
            assert!(!findings.is_empty());
            for finding in findings {
                // A mistake that only the compiler sees would mean that text became code.
                assert!(!finding.rule.code.starts_with("layout/typst"), "{finding:?}");
            }
            None
        }
        Err(other) => panic!("{other:?}"),
    }
}

fn runner(cases: u32) -> TestRunner {
    // The same cases on every run; a failure is reproduced by running again.
    TestRunner::new_with_rng(
        Config { cases, failure_persistence: None, ..Config::default() },
        prop::test_runner::TestRng::deterministic_rng(prop::test_runner::RngAlgorithm::ChaCha),
    )
}

#[test]
fn any_yaml_text_comes_out_as_text_or_is_refused() {
    let project = TestProject::with_sources(&repository("tests/findings/base"));
    let original = project.read("sources/projects/alpha.yaml");
    runner(96)
        .run(&hostile(), |text| {
            let quoted = serde_json::to_string(&text).expect("JSON, which YAML includes");
            project
                .write("sources/projects/alpha.yaml", original.replace("summary: 概要", &format!("summary: {quoted}")));
            if let Some(shown) = shown(&project) {
                let expected: String = text.chars().filter(|c| !c.is_whitespace()).collect();
                prop_assert!(shown.contains(&expected), "{expected:?} is not in {shown:?}");
            }
            Ok(())
        })
        .expect("inert");
}

#[test]
fn any_markdown_never_reaches_the_compiler_as_code() {
    let project = TestProject::with_sources(&repository("tests/findings/base"));
    runner(96)
        .run(&hostile(), |text| {
            let prose = format!("# 事業目的\n\n始{text}終\n\n# 事業概要\n\nx\n\n# 事業のねらい・取組のポイント\n\nx\n");
            project.write("sources/projects/alpha.md", prose);
            if let Some(shown) = shown(&project) {
                prop_assert!(shown.contains('始') && shown.contains('終'), "text is lost: {text:?} in {shown:?}");
            }
            Ok(())
        })
        .expect("inert");
}

#[test]
fn escaped_markdown_comes_out_as_text() {
    let project = TestProject::with_sources(&repository("tests/findings/base"));
    let special = r##"!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~"##;
    let escaped: String = special.chars().flat_map(|c| ['\\', c]).collect();
    let prose = format!("# 事業目的\n\n{escaped}\n\n# 事業概要\n\nx\n\n# 事業のねらい・取組のポイント\n\nx\n");
    project.write("sources/projects/alpha.md", prose);
    let shown = shown(&project).expect("a plan");
    assert!(shown.contains(special), "{shown}");
}
