//! `minga run --engine http` against a server that computes real vectors: what is sent, what is
//! said, and what happens when the server or the line fails.

use std::time::Duration;

use crate::support::project::{Invocation, Project};
use crate::support::vector_server::{Fault, Server};

/// Thirty statements on a few matters, with a blank card, a long text and personal data.
fn sheet() -> String {
    let matters = [
        "Faltan buses en la noche para el barrio",
        "Limpiar las quebradas antes del invierno",
        "Más iluminación y vigilancia en el parque",
        "Apoyo a las mujeres que venden en la feria",
        "Centro de salud sin médicos ni medicinas",
    ];
    let row = |i: usize| {
        let origin = if i.is_multiple_of(3) { "institucional" } else { "ciudadano" };
        format!("{origin},{} {i}\n", matters[i % matters.len()])
    };
    let rows: String = (0..30).map(row).collect();
    let long = "agua potable para la comuna ".repeat(30);
    format!(
        "origen,texto\n{rows}ciudadano,Que me llamen al 0991234567 o a ana@ejemplo.ec por el bache\n\
         ciudadano,{long}\n"
    )
}

fn project() -> Project {
    Project::new().file("todo.csv", sheet())
}

fn run(project: &Project, server: &Server, arguments: &str) -> Invocation {
    let frame = format!("{}/data/pmdot-2024-2033", crate::support::project::REPOSITORY);
    let mut command = format!(
        "run --input todo.csv --engine http --endpoint {} --model e5 --frame {frame} {arguments}",
        server.address()
    );
    if !arguments.contains("cache") {
        command += " --cache v.db";
    }
    project.minga(&command).without_env("MINGA_CACHE")
}

#[test]
fn a_server_s_vectors_make_a_run_and_the_person_is_told_where_texts_went() {
    let (project, server) = (project(), Server::start());
    let said = run(&project, &server, "").env("MINGA_API_KEY", "s3creto").succeeds();
    assert!(
        said.err.contains("los textos se envían a un servidor de este mismo equipo"),
        "{}",
        said.err
    );
    assert!(said.err.contains("no da vectores por palabra"), "{}", said.err);
    project.outputs("out").are_whole();

    let asked = server.asked();
    assert!(asked.iter().all(|a| a.path == "/v1/embeddings" && a.body["model"] == "e5"));
    assert!(asked.iter().all(|a| a.authorization.as_deref() == Some("Bearer s3creto")));
    let texts = server.texts();
    assert!(texts.iter().any(|text| text.contains("llamen al [teléfono] o a [correo]")));
    assert!(texts.iter().all(|text| !text.contains("0991234567") && !text.is_empty()));

    let manifest = project.outputs("out").json("run.json");
    assert_eq!(manifest["model"]["engine"], "http");
    let address = format!("{}/v1/embeddings", server.address());
    assert_eq!(manifest["model"]["texts_sent_to"], address);
    assert_eq!(manifest["model"]["token_vectors"], false);
    // The key is nowhere.
    for name in project.outputs("out").names() {
        let bytes = project.outputs("out").bytes(&name);
        assert!(!bytes.windows(7).any(|w| w == b"s3creto"), "{name}");
    }
    assert!(!said.err.contains("s3creto") && !said.out.contains("s3creto"));

    // A rerun asks for nothing, even of a server that is gone, and makes the same.
    server.forget();
    let gone = server.clone().then(Some(Fault::Gone));
    run(&project, &gone, "--out otra").succeeds();
    assert!(server.asked().is_empty());
    project.outputs("otra").equal(&project.outputs("out"));
}

#[test]
fn a_busy_or_broken_server_is_asked_again() {
    let server = Server::start().plan(&[
        Some(Fault::Busy(1)),
        None,
        Some(Fault::Status(500)),
        Some(Fault::Status(429)),
        None,
        Some(Fault::CutShort),
        Some(Fault::HalfJson),
        None,
        Some(Fault::Gone),
        Some(Fault::Slow(Duration::from_millis(8500))),
        None,
        Some(Fault::Status(503)),
    ]);
    let project = project();
    // First a sound one: what is asked for again is then at hand, and no answer is late by itself.
    let quiet = Server::start();
    run(&project, &quiet, "--out sana --cache otro.db --in-flight 2 --batch 8").succeeds();
    assert!(quiet.most_under_way() <= 2, "{}", quiet.most_under_way());
    let start = std::time::Instant::now();
    // One at a time, so that no batch meets three faults in a row: then it would be given up.
    run(&project, &server, "--request-timeout 8 --in-flight 1 --batch 8 --out out").succeeds();
    assert!(start.elapsed() > Duration::from_secs(1), "Retry-After is waited for");
    // The addresses differ, the proposals do not.
    let proposed = |name: &str| project.outputs(name).text("candidates.csv");
    assert_eq!(proposed("out"), proposed("sana"));
}

#[test]
fn what_was_computed_before_a_failure_is_not_asked_for_again() {
    let project = project();
    let limits = "--batch 10 --in-flight 1";
    // The probe and four batches are answered, then nothing is taken any more.
    let server = Server::start().plan(&[None; 5]).then(Some(Fault::Status(403)));
    let said = run(&project, &server, limits).cannot_run();
    assert!(said.err.contains("dejó de aceptar textos (estado 403)"), "{}", said.err);
    // What the server repeats is nobody's business.
    assert!(!said.err.contains("quebradas") && !said.err.contains("cannot take"), "{}", said.err);
    assert!(project.outputs("out").names().is_empty());
    let first = server.texts();

    server.forget();
    let server = server.then(None);
    run(&project, &server, limits).succeeds();
    let second = server.texts();
    let again: Vec<&String> = second.iter().filter(|text| first[..41].contains(text)).collect();
    // Only the probe, which tells whether it is still the same model.
    assert_eq!(again.len(), 1, "{again:?}");
}

#[test]
fn another_model_under_the_same_name_is_noticed() {
    let project = project();
    let server = Server::start().plan(&[None; 3]).then(Some(Fault::Status(403)));
    run(&project, &server, "--in-flight 1").cannot_run();
    let server = server.then(Some(Fault::Other));
    let said = run(&project, &server, "").cannot_run();
    assert!(said.err.contains("da otros vectores que en una corrida anterior"), "{}", said.err);
}

#[test]
fn answers_that_do_not_fit_are_refused_in_words() {
    let project = project();
    for (fault, words) in [
        (Fault::Narrow, "un vector de 383 dimensiones y este modelo tiene 384"),
        (Fault::Few, "se pidieron 32 vectores y llegaron 31"),
        (Fault::Zero, "sin longitud"),
        (Fault::Page, "no es la de /v1/embeddings"),
    ] {
        let server = Server::start().plan(&[None]).then(Some(fault));
        let said = run(&project, &server, "--no-cache").cannot_run();
        assert!(said.err.contains(words), "{fault:?}: {}", said.err);
    }
    for (fault, words) in [
        (Fault::Status(401), "MINGA_API_KEY"),
        (Fault::Status(404), "revise --endpoint y --model"),
        (Fault::Status(302), "lleva a otra dirección"),
        (Fault::Busy(100_000), "pide esperar 100000 s"),
    ] {
        let server = Server::start().then(Some(fault));
        let said = run(&project, &server, "--no-cache").cannot_run();
        assert!(said.err.contains(words), "{fault:?}: {}", said.err);
        assert_eq!(server.texts().len(), 1, "{fault:?}");
    }
}

#[test]
fn texts_too_long_for_a_server_are_shortened_and_counted() {
    for status in [413, 500] {
        let (project, server) = (project(), Server::start().longest(300, status));
        let said = run(&project, &server, "--no-cache").succeeds();
        // A statement and two policies of the frame.
        assert!(said.err.contains("que leyó solo su comienzo: 3"), "{status}: {}", said.err);
    }
}

#[test]
fn flags_that_do_not_go_together_are_named() {
    let project = project();
    for (arguments, words) in [
        ("run --engine http --model e5", "necesita --endpoint"),
        ("run --engine http --endpoint http://localhost:1", "y --model NOMBRE"),
        ("run --endpoint http://localhost:1", "--endpoint es solo para --engine http"),
        ("run --engine lexical --model e5", "quite --model"),
        ("run --engine http --model e5 --endpoint http://a:b@localhost:1", "MINGA_API_KEY"),
    ] {
        let said = project.minga(arguments).arg("--input").arg("todo.csv");
        let said = said.arg("--frame").arg("pmdot-2024-2033").cannot_run();
        assert!(said.err.contains(words), "{arguments}: {}", said.err);
    }
}

#[test]
fn away_from_this_computer_the_warning_is_plain() {
    let project = project();
    let frame = format!("{}/data/pmdot-2024-2033", crate::support::project::REPOSITORY);
    // An address of the block for documentation: nobody is there.
    let command = format!(
        "run --input todo.csv --no-cache --frame {frame} --engine http --model e5 \
         --endpoint http://minga.invalid:1"
    );
    let said = project.minga(&command).without_env("MINGA_CACHE").cannot_run();
    assert!(said.err.contains("ATENCIÓN: los textos salen de este equipo"), "{}", said.err);
    assert!(said.err.contains("puede leerse en el camino"), "{}", said.err);
    assert!(said.err.contains("no se pudo hablar con el servidor"), "{}", said.err);
}
