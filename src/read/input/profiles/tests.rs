//! How patterns fit headers, and what every form must say of itself.

use super::*;

#[test]
fn patterns_fit_headers() {
    assert!(fits("body/*", "body/es") && !fits("body/*", "body"));
    assert!(fits("* q? - *", "prop 1 q8 - please explain"));
    assert!(fits("title", "title") && !fits("title", "titles"));
    let headers = ["title/ca", "title/en", "Title/ES"].map(str::to_owned);
    assert_eq!(places("title/*", &headers), [2, 0, 1]);
}

#[test]
fn every_form_has_a_name_and_asks_for_something() {
    for profile in all() {
        assert!(!profile.name.is_empty() && !profile.needs.is_empty(), "{profile:?}");
    }
}
