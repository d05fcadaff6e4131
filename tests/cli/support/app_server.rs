//! `minga app` being served, and a browser's session in it without a browser.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::page_server::{Answer, Server, exchange};
use crate::support::project::Project;

/// A session in the program.
pub(crate) struct App {
    pub(crate) server: Server,
    pub(crate) cookie: String,
}

impl App {
    /// Serves the folder `procesos` of a project and comes in by the link.
    pub(crate) fn start(project: &Project) -> Self {
        let server = serve(project);
        let mut app = Self { server, cookie: String::new() };
        let answer = app.form("/entrar", &format!("t={}", app.server.token));
        assert_eq!(answer.status, 200, "{}", answer.body);
        let head = answer.headers.lines().find_map(|line| line.strip_prefix("set-cookie: "));
        head.unwrap().split(';').next().unwrap().clone_into(&mut app.cookie);
        app
    }

    /// A request with these headers besides the session's, and this body.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let port = self.server.port;
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:{port}\r\n\
             Content-Length: {}\r\n",
            body.len()
        );
        if !self.cookie.is_empty() {
            write!(head, "Cookie: {}\r\n", self.cookie).unwrap();
        }
        for (name, value) in headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        exchange(port, &[head.as_bytes(), b"\r\n", body].concat())
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[], b"")
    }

    /// The page of an address, which is there.
    #[track_caller]
    pub(crate) fn page(&self, path: &str) -> String {
        let answer = self.get(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
        answer.body
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.server.port)
    }

    pub(crate) fn form(&self, path: &str, body: &str) -> Answer {
        let kind = "application/x-www-form-urlencoded";
        self.ask(
            "POST",
            path,
            &[("Origin", &self.origin()), ("Content-Type", kind)],
            body.as_bytes(),
        )
    }

    /// A form that is taken; where it leads.
    #[track_caller]
    pub(crate) fn sends(&self, path: &str, body: &str) -> String {
        let answer = self.form(path, body);
        assert_eq!(answer.status, 303, "{path}: {}", answer.body);
        let to = answer.headers.lines().find_map(|line| line.strip_prefix("location: "));
        to.unwrap().trim().to_owned()
    }

    pub(crate) fn upload(&self, path: &str, body: &[u8]) -> Answer {
        let kind = "application/octet-stream";
        self.ask("POST", path, &[("Origin", &self.origin()), ("Content-Type", kind)], body)
    }
}

impl App {
    /// Makes a process and returns its address.
    pub(crate) fn process(&self, name: &str) -> String {
        self.sends("/procesos", &format!("nombre={name}"))
    }

    /// Sends a sheet to a process, and confirms it.
    #[track_caller]
    pub(crate) fn keeps(&self, process: &str, (name, origin): (&str, &str), sheet: &str) {
        let address = format!("{process}/subir?nombre={name}&origen={origin}");
        let answer = self.upload(&address, sheet.as_bytes());
        assert_eq!(answer.status, 200, "{}", answer.body);
        self.sends(&format!("{process}/hojas/confirmar"), "");
    }

    /// Waits until the run that is being made has ended, and returns what is said of it.
    #[track_caller]
    pub(crate) fn ended(&self, process: &str) -> Value {
        let start = Instant::now();
        loop {
            let state = self.get(&format!("{process}/estado")).json();
            if state["state"] != "working" {
                return state;
            }
            assert!(start.elapsed() < Duration::from_mins(2), "{state}");
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// Makes a run as a form says and returns its page.
    #[track_caller]
    pub(crate) fn runs(&self, process: &str, form: &str) -> String {
        self.sends(&format!("{process}/correr"), form);
        let state = self.ended(process);
        assert_eq!(state["state"], "done", "{state}");
        state["page"].as_str().unwrap().to_owned()
    }
}

/// Serves the folder `procesos` of a project.
pub(crate) fn serve(project: &Project) -> Server {
    Server::of(
        project.minga("app procesos --no-open --port 0 --engine lexical --reviewer Ana").spawn(),
    )
}

/// What twenty offices and twenty citizens wrote: the sheets of a small process.
pub(crate) fn sheets() -> (String, String) {
    let offices = [
        ("Renovar las redes de alcantarillado que ya cumplieron su vida útil", "Empresa de agua"),
        ("Ampliar la planta de tratamiento de agua potable", "Empresa de agua"),
        ("Reducir las fugas de agua en las tuberías principales", "Empresa de agua"),
        ("Proteger las vertientes de donde viene el agua potable", "Ambiente"),
        ("Dar mantenimiento a la calzada de las vías principales", "Obras"),
        ("Señalizar los cruces peligrosos de las vías", "Movilidad"),
        ("Mejorar la frecuencia de los buses hacia los barrios altos", "Movilidad"),
        ("Construir veredas accesibles en las vías de la parroquia", "Obras"),
        ("Recoger la basura con más frecuencia en los barrios altos", "Aseo"),
        ("Poner contenedores de basura en los mercados", "Aseo"),
        ("Separar los residuos en la fuente con ayuda de los barrios", "Aseo"),
        ("Cerrar los botaderos de basura de las quebradas", "Ambiente"),
        ("Iluminar los parques que quedan oscuros por la noche", "Espacio público"),
        ("Recuperar los parques abandonados de la parroquia", "Espacio público"),
        ("Arborizar los parques y las quebradas", "Ambiente"),
        ("Abrir canchas en los parques de los barrios", "Deporte"),
        ("Aumentar los patrullajes en los mercados", "Seguridad"),
        ("Instalar alarmas comunitarias en los barrios", "Seguridad"),
        ("Prevenir los robos en las paradas de buses", "Seguridad"),
        ("Atender a las personas que viven en la calle", "Inclusión"),
    ];
    let citizens = [
        "Que llegue el agua potable todos los días a los barrios altos",
        "Cambien el alcantarillado viejo que se tapa cuando llueve",
        "Hay fugas de agua en la tubería de mi calle y nadie viene",
        "Cuiden la vertiente, cada vez baja menos agua",
        "La vía principal tiene huecos en toda la calzada",
        "Falta señalización en el cruce de la vía a la escuela",
        "Los buses no suben a los barrios altos por la noche",
        "No hay veredas y caminamos por la vía con los niños",
        "La basura se queda días enteros en la esquina del barrio",
        "Pongan contenedores de basura en el mercado",
        "Queremos separar la basura pero el camión la mezcla toda",
        "Botan basura en la quebrada y huele mal",
        "El parque está oscuro por la noche y da miedo",
        "Arreglen los juegos del parque abandonado",
        "Siembren árboles en el parque y en la quebrada",
        "Queremos una cancha en el parque del barrio",
        "Más patrullajes en el mercado por los robos",
        "Queremos alarmas comunitarias en el barrio",
        "Roban en la parada de buses todas las tardes",
        "Hay personas durmiendo en la calle que necesitan ayuda",
    ];
    let mut institutional = "id,texto,entidad\n".to_owned();
    for (n, (text, office)) in offices.iter().enumerate() {
        writeln!(institutional, "I{n},{text},{office}").unwrap();
    }
    let mut citizen = "Marca temporal,¿Qué necesita su barrio?,Comentario,Correo\n".to_owned();
    for (n, text) in citizens.iter().enumerate() {
        let text = format!("\"{text}\"");
        writeln!(citizen, "2026-03-{:02},{text},ninguno,p{n}@example.org", n + 1).unwrap();
    }
    (institutional, citizen)
}
