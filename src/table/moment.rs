//! Days, points in time and times of day as text.

use super::carried::CarriedKind;

/// A whole number of a column as text: a number, a day, a point in time, or a time of day.
pub(super) fn shown(kind: CarriedKind, number: i64) -> String {
    match kind {
        CarriedKind::Day => day(number),
        CarriedKind::Moment { per_second, universal } => {
            let second = number.div_euclid(per_second.max(1));
            let part = number.rem_euclid(per_second.max(1));
            let zone = if universal { "Z" } else { "" };
            format!("{}T{}{zone}", day(second.div_euclid(86_400)), clock(second.rem_euclid(86_400), part, per_second))
        }
        CarriedKind::Time { per_second, .. } => {
            let (second, part) = (number.div_euclid(per_second.max(1)), number.rem_euclid(per_second.max(1)));
            clock(second, part, per_second)
        }
        _ => number.to_string(),
    }
}

/// A time of day: seconds since midnight, and units of which a second has so many.
fn clock(time: i64, part: i64, per_second: i64) -> String {
    let (hours, minutes, seconds) = (time / 3600, time / 60 % 60, time % 60);
    let digits = usize::try_from(per_second.max(1).ilog10()).unwrap_or(0);
    let part = if part == 0 { String::new() } else { format!(".{part:0digits$}") };
    format!("{hours:02}:{minutes:02}:{seconds:02}{part}")
}

/// A day since 1970, in the Gregorian calendar: years of 365 days begin in March, so that the leap day comes last.
fn day(days: i64) -> String {
    let days = i128::from(days).saturating_add(719_468);
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let leaps = (of_era / 1460).saturating_sub(of_era / 36_524).saturating_add(of_era / 146_096);
    let year_of_era = of_era.saturating_sub(leaps) / 365;
    let before = year_of_era.saturating_mul(365).saturating_add(year_of_era / 4).saturating_sub(year_of_era / 100);
    let of_year = of_era.saturating_sub(before);
    let from_march = of_year.saturating_mul(5).saturating_add(2) / 153;
    let day = of_year.saturating_sub(from_march.saturating_mul(153).saturating_add(2) / 5).saturating_add(1);
    let month = if from_march < 10 { from_march.saturating_add(3) } else { from_march.saturating_sub(9) };
    let year = era.saturating_mul(400).saturating_add(year_of_era).saturating_add(i128::from(month <= 2));
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::{CarriedKind, shown};

    #[test]
    fn days_and_times_are_those_of_the_calendar() {
        for (days, text) in [
            (0, "1970-01-01"),
            (-1, "1969-12-31"),
            (11_016, "2000-02-29"),
            (19_782, "2024-02-29"),
            (20_000, "2024-10-04"),
        ] {
            assert_eq!(shown(CarriedKind::Day, days), text);
        }
        let millis = CarriedKind::Moment { per_second: 1000, universal: true };
        assert_eq!(shown(millis, 1_700_000_000_123), "2023-11-14T22:13:20.123Z");
        assert_eq!(shown(millis, -1), "1969-12-31T23:59:59.999Z");
        let micros = CarriedKind::Time { per_second: 1_000_000, universal: false };
        assert_eq!(shown(micros, 45_296_000_007), "12:34:56.000007");
        assert_eq!(shown(micros, 86_400_000_000), "24:00:00");
    }
}
