//! A real Chromium, driven through chromedriver (W3C `WebDriver` over HTTP).

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::support::page_server::exchange;

pub(crate) const ENTER: char = '\u{E007}';
pub(crate) const TAB: char = '\u{E004}';
pub(crate) const ESCAPE: char = '\u{E00C}';
pub(crate) const DOWN: char = '\u{E015}';
pub(crate) const SHIFT: char = '\u{E008}';
pub(crate) const CTRL: char = '\u{E009}';

/// How long the page may take to become what is expected.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser window with a fresh profile.
pub(crate) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    _profile: TempDir,
}

impl Browser {
    pub(crate) fn new(width: u32, height: u32) -> Self {
        let mut driver = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver is needed");
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = lines
            .find_map(|line| {
                let line = line.ok()?;
                line.split("successfully on port ")
                    .nth(1)?
                    .trim_end_matches('.')
                    .trim()
                    .parse()
                    .ok()
            })
            .expect("chromedriver says its port");
        // What it says later has to go somewhere.
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().unwrap();
        let arguments = [
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--lang=es".to_owned(),
            format!("--window-size={width},{height}"),
            format!("--user-data-dir={}", profile.path().display()),
        ];
        let mut browser = Self { driver, port, session: String::new(), _profile: profile };
        let options = json!({ "args": arguments });
        let wanted = json!({
            "browserName": "chrome", "goog:chromeOptions": options,
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let made = browser.ask("POST", "", &json!({ "capabilities": { "alwaysMatch": wanted } }));
        browser.session = format!("/{}", made["sessionId"].as_str().expect("a session"));
        browser.size(width, height);
        browser
    }

    fn ask(&self, method: &str, path: &str, body: &Value) -> Value {
        let body = if method == "POST" { body.to_string() } else { String::new() };
        let request = format!(
            "{method} /session{}{path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.session,
            self.port,
            body.len()
        );
        let answer = exchange(self.port, request.as_bytes());
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.body);
        answer.json()["value"].clone()
    }

    /// The window's inner size, also one smaller than windows can be.
    pub(crate) fn size(&self, width: u32, height: u32) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.chrome("Emulation.setDeviceMetricsOverride", &metrics);
    }

    /// A command of the browser's own.
    pub(crate) fn chrome(&self, command: &str, parameters: &Value) -> Value {
        self.ask("POST", "/goog/cdp/execute", &json!({ "cmd": command, "params": parameters }))
    }

    pub(crate) fn open(&self, url: &str) {
        self.ask("POST", "/url", &json!({ "url": url }));
        self.until("return document.body.dataset.ready === 'yes'");
    }

    /// Opens a page that is a file.
    pub(crate) fn open_file(&self, path: &Path) {
        self.ask("POST", "/url", &json!({ "url": format!("file://{}", path.display()) }));
        self.until("return document.readyState === 'complete'");
    }

    pub(crate) fn reload(&self) {
        self.ask("POST", "/refresh", &json!({}));
        self.until("return document.body.dataset.ready === 'yes'");
    }

    /// What a script returns in the page.
    pub(crate) fn js(&self, script: &str) -> Value {
        self.ask("POST", "/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// What a script calls back with.
    pub(crate) fn js_later(&self, script: &str) -> Value {
        self.ask("POST", "/execute/async", &json!({ "script": script, "args": [] }))
    }

    /// Waits until a script returns something that is so.
    #[track_caller]
    pub(crate) fn until(&self, script: &str) -> Value {
        let start = Instant::now();
        loop {
            let value = self.js(script);
            if !(value.is_null() || value == json!(false) || value == json!("")) {
                return value;
            }
            if start.elapsed() > PATIENCE {
                let shown = self.js("return document.body.innerText");
                panic!("not in time: {script}\n{}", shown.as_str().unwrap_or_default());
            }
            std::thread::sleep(Duration::from_millis(40));
        }
    }

    /// Waits until these words are to be read.
    #[track_caller]
    pub(crate) fn reads(&self, words: &str) {
        self.until(&format!("return document.body.innerText.includes({})", json!(words)));
    }

    /// Presses keys, one after the other.
    pub(crate) fn press(&self, keys: &str) {
        let strokes: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                let key = key.to_string();
                [
                    json!({ "type": "keyDown", "value": key }),
                    json!({ "type": "keyUp", "value": key }),
                ]
            })
            .collect();
        let keyboard = json!({ "type": "key", "id": "teclado", "actions": strokes });
        self.ask("POST", "/actions", &json!({ "actions": [keyboard] }));
    }

    /// Clicks with the mouse in the middle of an element.
    pub(crate) fn click(&self, selector: &str) {
        let find = json!({ "using": "css selector", "value": selector });
        let found = self.ask("POST", "/element", &find);
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        self.ask("POST", &format!("/element/{id}/click"), &json!({}));
    }

    /// Gives a file to a field for files, as its dialog does.
    pub(crate) fn choose(&self, selector: &str, path: &Path) {
        let find = json!({ "using": "css selector", "value": selector });
        let found = self.ask("POST", "/element", &find);
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap().to_owned();
        let file = json!({ "text": path.to_str().unwrap() });
        self.ask("POST", &format!("/element/{id}/value"), &file);
    }

    /// Clicks so many times at one place, as fast as it goes.
    pub(crate) fn click_fast(&self, selector: &str, times: usize) {
        let at = self.js(&format!(
            "const box = document.querySelector({}).getBoundingClientRect(); \
             return [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)]",
            json!(selector)
        ));
        let mut steps =
            vec![json!({ "type": "pointerMove", "duration": 0, "x": at[0], "y": at[1] })];
        for _ in 0..times {
            steps.push(json!({ "type": "pointerDown", "button": 0 }));
            steps.push(json!({ "type": "pointerUp", "button": 0 }));
        }
        let mouse = json!({ "type": "pointer", "id": "raton", "parameters": { "pointerType": "mouse" }, "actions": steps });
        self.ask("POST", "/actions", &json!({ "actions": [mouse] }));
    }

    /// Holds a letter down: one press and so many repetitions of it.
    pub(crate) fn hold(&self, key: &str, repetitions: usize) {
        let code = key.to_uppercase();
        let code = code.as_bytes()[0];
        for i in 0..=repetitions {
            let event = json!({
                "type": "keyDown", "key": key, "text": key, "autoRepeat": i > 0,
                "windowsVirtualKeyCode": code, "code": format!("Key{}", char::from(code)),
            });
            self.chrome("Input.dispatchKeyEvent", &event);
        }
        let up = json!({ "type": "keyUp", "key": key, "windowsVirtualKeyCode": code });
        self.chrome("Input.dispatchKeyEvent", &up);
    }

    /// A press of a key while another one is held: Shift and an arrow, Ctrl and Enter.
    pub(crate) fn press_with(&self, held: char, key: char) {
        let [held, key] = [held, key].map(|key| key.to_string());
        let strokes = [("keyDown", &held), ("keyDown", &key), ("keyUp", &key), ("keyUp", &held)]
            .map(|(what, key)| json!({ "type": what, "value": key }));
        let keyboard = json!({ "type": "key", "id": "teclado", "actions": strokes });
        self.ask("POST", "/actions", &json!({ "actions": [keyboard] }));
    }

    /// Every request waits so long, in milliseconds; none can be made where `offline`.
    pub(crate) fn network(&self, latency: u32, offline: bool) {
        self.chrome("Network.enable", &json!({}));
        let conditions = json!({
            "offline": offline, "latency": latency,
            "downloadThroughput": -1, "uploadThroughput": -1,
        });
        self.chrome("Network.emulateNetworkConditions", &conditions);
    }

    /// The text of an element.
    pub(crate) fn text(&self, selector: &str) -> String {
        let text = self
            .js(&format!("return document.querySelector({})?.innerText ?? ''", json!(selector)));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// What the page logged on the console, blocked requests and violations included.
    pub(crate) fn console(&self) -> Vec<String> {
        let log = self.ask("POST", "/se/log", &json!({ "type": "browser" }));
        let lines = log.as_array().unwrap().iter();
        lines.map(|line| line["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Keeps a picture of the window in the folder named by `MINGA_PICTURES`, if it is.
    pub(crate) fn picture(&self, name: &str) {
        let Some(folder) = std::env::var_os("MINGA_PICTURES") else { return };
        let png = self.ask("GET", "/screenshot", &json!({}));
        let bytes = base64(png.as_str().unwrap());
        let path = PathBuf::from(folder).join(format!("{name}.png"));
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.ask("DELETE", "", &Value::Null);
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// Bytes from base64 (RFC 4648).
fn base64(text: &str) -> Vec<u8> {
    const SIGNS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut kept, mut bits) = (0_u32, 0);
    for sign in text.bytes().filter_map(|c| SIGNS.iter().position(|s| *s == c)) {
        kept = kept << 6 | sign as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push((kept >> bits) as u8);
            kept &= (1 << bits) - 1;
        }
    }
    bytes
}
