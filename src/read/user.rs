//! The user's own folder of what minga keeps between runs, and the user's clock.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

/// The first and the last second that a date of four digits can say.
const ERA: (i64, i64) = (-62_167_219_200, 253_402_300_799);

/// Where minga keeps what belongs to the user and to no run; `None` where the system names no such
/// place.
pub fn state_folder() -> Option<PathBuf> {
    let named = |name: &str| std::env::var_os(name).filter(|v| !v.is_empty()).map(PathBuf::from);
    let base = named("XDG_STATE_HOME")
        .or_else(|| named("LOCALAPPDATA"))
        .or_else(|| named("HOME").map(|home| home.join(".local/state")))?;
    base.is_absolute().then(|| base.join("minga"))
}

/// The time, to the second.
pub fn now() -> OffsetDateTime {
    moment(SystemTime::now())
}

/// The time to the second, as records have it: `2026-09-11T10:00:00Z`.
pub fn now_in_words() -> String {
    in_words(now())
}

/// A moment to the second. A clock that is set outside the years 0 to 9999 says the nearest of them.
fn moment(time: SystemTime) -> OffsetDateTime {
    let seconds = match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_secs()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_secs()).map_or(i64::MIN, |s| -s),
    };
    OffsetDateTime::from_unix_timestamp(seconds.clamp(ERA.0, ERA.1))
        .unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// A recorded moment (`2026-09-11T10:00:00Z`) as it is where the user is, with the zone:
/// `2026-09-11 05:00:00 −05:00`. What is no such moment stays as it is. The zone can only be asked
/// for while the program has one thread; where it has more, the moment is said in UTC.
pub fn here(recorded: &str) -> String {
    let Ok(moment) = OffsetDateTime::parse(recorded, &Rfc3339) else {
        return recorded.to_owned();
    };
    let offset = UtcOffset::local_offset_at(moment).unwrap_or(UtcOffset::UTC);
    let Some(moment) = moment.checked_to_offset(offset) else {
        return recorded.to_owned();
    };
    let form = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
    let sign = if offset.is_negative() { '−' } else { '+' };
    let (hours, minutes, _) = offset.as_hms();
    let (hours, minutes) = (hours.unsigned_abs(), minutes.unsigned_abs());
    let said = moment.format(form).unwrap_or_default();
    format!("{said} {sign}{hours:02}:{minutes:02}")
}

fn in_words(moment: OffsetDateTime) -> String {
    moment.format(&Rfc3339).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_that_is_set_wrong_says_a_date_all_the_same() {
        let year = Duration::from_hours(24 * 365);
        let said = |time: Option<SystemTime>| in_words(moment(time.expect("a time")));
        assert_eq!(said(Some(UNIX_EPOCH)), "1970-01-01T00:00:00Z");
        assert_eq!(said(UNIX_EPOCH.checked_sub(year)), "1969-01-01T00:00:00Z");
        assert_eq!(said(UNIX_EPOCH.checked_sub(year * 3000)), "0000-01-01T00:00:00Z");
        assert_eq!(said(UNIX_EPOCH.checked_add(year * 9000)), "9999-12-31T23:59:59Z");
        let nanosecond = UNIX_EPOCH.checked_add(Duration::from_nanos(1_999_999_999));
        assert_eq!(said(nanosecond), "1970-01-01T00:00:01Z");
    }
}
