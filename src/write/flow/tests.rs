//! The figure holds every challenge, nothing lies on anything, and hostile texts stay texts.

use super::*;
use crate::decide::chain::proposed;
use crate::domain::proposal::sample;
use crate::write::svg::assert_legible;

#[test]
fn the_narrow_drawings_are_legible_and_hold_every_challenge() {
    let proposal = sample::proposal();
    let links = proposed(&proposal);
    let flow = Flow::new(&proposal.frame, &links, Publication::Covered);
    let (whole, height) = flow.whole(false);
    assert!(height > 20.0);
    assert_legible(&whole.into_string());
    let panels = flow.panels();
    assert_eq!(panels.iter().map(|panel| panel.links.len()).sum::<usize>(), links.len());
    assert_eq!(panels[0].sum, "1\u{a0}aporte institucional + 2\u{a0}ciudadanos → 1\u{a0}desafío");
    for panel in &panels {
        let drawn = flow.panel(panel, false).0.into_string();
        assert_legible(&drawn);
        for &l in &panel.links {
            assert!(drawn.contains(&links[l].id));
        }
    }
    assert_eq!(flow.end_in_words(&links[0]), "1.1 · P01 · sugerido");
    assert_eq!(flow.end_in_words(&links[1]), "sin objetivo");
}

#[test]
fn the_file_is_one_drawing_in_xml_whatever_people_wrote() {
    let mut proposal = sample::proposal();
    proposal.candidates[0].draft.text = "</svg><script>alert(1)</script> & «más»".into();
    proposal.frame.competencias[0].name = "<b>Ambiente</b>".into();
    let links = proposed(&proposal);
    let file = Flow::new(&proposal.frame, &links, Publication::Covered)
        .file("De los aportes a los objetivos");
    assert!(!file.contains("<script") && !file.contains("<b>"));
    let mut reader = quick_xml::Reader::from_str(&file);
    let mut roots = 0;
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(_) => {
                roots += usize::from(depth == 0);
                depth += 1;
            }
            quick_xml::events::Event::End(_) => depth -= 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((roots, depth), (1, 0));
    assert_eq!(
        file,
        Flow::new(&proposal.frame, &links, Publication::Covered)
            .file("De los aportes a los objetivos")
    );
}

#[test]
fn nothing_to_draw_is_drawn_too() {
    let proposal = sample::proposal();
    let flow = Flow::new(&proposal.frame, &[], Publication::Covered);
    assert!(flow.panels().is_empty());
    assert!(flow.file("Nada").ends_with("</svg>"));
}
