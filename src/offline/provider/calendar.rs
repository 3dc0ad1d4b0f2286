//! Instants in the Gregorian calendar, in UTC and in seconds: as much as the time provider needs.

use std::fmt::Write as _;

/// An instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Date {
    seconds: i64,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Duration {
    seconds: i64,
}

const DAY: i64 = 86_400;

impl Duration {
    /// So many seconds.
    #[must_use]
    pub fn seconds(n: i64) -> Self {
        Self { seconds: n }
    }

    /// So many minutes.
    #[must_use]
    pub fn minutes(n: i64) -> Self {
        Self { seconds: n.saturating_mul(60) }
    }

    /// So many hours.
    #[must_use]
    pub fn hours(n: i64) -> Self {
        Self { seconds: n.saturating_mul(3600) }
    }

    /// So many days.
    #[must_use]
    pub fn days(n: i64) -> Self {
        Self { seconds: n.saturating_mul(DAY) }
    }
}

impl Date {
    /// The instant so many seconds after 1970 began.
    #[must_use]
    pub fn from_unix(seconds: i64) -> Self {
        // Years of four digits, so that no arithmetic here can overflow.
        Self { seconds: seconds.clamp(-62_167_219_200, 253_402_300_799) }
    }

    /// Reads RFC 3339: `2026-01-01T00:00:00Z`, `2026-01-01T02:00:00+02:00`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
        let days = days_before(number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
        let rest = text.get(19..)?.trim_start_matches(|c: char| c == '.' || c.is_ascii_digit());
        let offset = match rest.chars().next()? {
            'Z' | 'z' => 0,
            sign @ ('+' | '-') => {
                let hours = rest.get(1..3)?.parse::<i64>().ok()?;
                let minutes = rest.get(4..6)?.parse::<i64>().ok()?;
                (hours * 3600 + minutes * 60) * if sign == '+' { 1 } else { -1 }
            }
            _ => return None,
        };
        Some(Self::from_unix(days * DAY + seconds - offset))
    }

    /// The instant so much later.
    #[must_use]
    pub fn plus(self, duration: Duration) -> Self {
        Self::from_unix(self.seconds.saturating_add(duration.seconds))
    }

    /// The instant so many months later; the 31st of a shorter month is the first of the next.
    #[must_use]
    pub fn plus_months(self, months: i64) -> Self {
        let (year, month, day) = self.civil();
        let months = (year * 12 + month - 1).saturating_add(months).clamp(0, 119_999);
        let days = days_before(months / 12, months % 12 + 1, day);
        Self::from_unix(days * DAY + self.seconds.rem_euclid(DAY))
    }

    /// Seconds since 1970 began.
    #[must_use]
    pub fn unix(self) -> i64 {
        self.seconds
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i64 {
        self.civil().0
    }

    /// The month, from 1.
    #[must_use]
    pub fn month(self) -> i64 {
        self.civil().1
    }

    /// The day of the month, from 1.
    #[must_use]
    pub fn day(self) -> i64 {
        self.civil().2
    }

    /// The hour, from 0.
    #[must_use]
    pub fn hour(self) -> i64 {
        self.seconds.rem_euclid(DAY) / 3600
    }

    /// The minute, from 0.
    #[must_use]
    pub fn minute(self) -> i64 {
        self.seconds.rem_euclid(3600) / 60
    }

    /// The second, from 0.
    #[must_use]
    pub fn second(self) -> i64 {
        self.seconds.rem_euclid(60)
    }

    /// The day of the week, Sunday being 0.
    #[must_use]
    pub fn weekday(self) -> i64 {
        (self.seconds.div_euclid(DAY) + 4).rem_euclid(7)
    }

    /// The day of the year, from 1.
    #[must_use]
    pub fn year_day(self) -> i64 {
        self.seconds.div_euclid(DAY) - days_before(self.year(), 1, 1) + 1
    }

    /// The ISO year and week, which need not be the calendar's.
    #[must_use]
    pub fn iso_week(self) -> (i64, i64) {
        // The week belongs to the year that its Thursday is in.
        let from_monday = (self.weekday() + 6) % 7;
        let thursday = self.plus(Duration::days(3 - from_monday));
        (thursday.year(), (thursday.year_day() - 1) / 7 + 1)
    }

    /// As RFC 3339 text.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let (year, month, day) = self.civil();
        let mut text = format!("{year:04}-{month:02}-{day:02}T");
        let (hour, minute, second) = (self.hour(), self.minute(), self.second());
        write!(text, "{hour:02}:{minute:02}:{second:02}Z")
            .expect("writing to memory does not fail");
        text
    }

    /// Year, month and day.
    fn civil(self) -> (i64, i64, i64) {
        let days = self.seconds.div_euclid(DAY);
        // A year that is certainly not too late, then forward.
        let mut year = 1970 + days.div_euclid(if days < 0 { 365 } else { 366 });
        while days_before(year + 1, 1, 1) <= days {
            year += 1;
        }
        let mut month = 1;
        while month < 12 && days_before(year, month + 1, 1) <= days {
            month += 1;
        }
        (year, month, days - days_before(year, month, 1) + 1)
    }
}

/// Days from the beginning of 1970 to a day, which may lie past the end of its month.
fn days_before(year: i64, month: i64, day: i64) -> i64 {
    const BEFORE_MONTH: [i64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let leaps = |y: i64| y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400);
    let month = usize::try_from(month.clamp(1, 12) - 1).expect("it is between 0 and 11");
    (year - 1970) * 365 + leaps(year - 1) - leaps(1969) + BEFORE_MONTH[month] + day - 1
        + i64::from(leap && month > 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_come_back_as_they_were_read() {
        for text in [
            "1970-01-01T00:00:00Z",
            "2024-02-29T23:59:59Z",
            "2026-12-31T12:00:01Z",
            "1969-12-31T23:59:59Z",
            "2100-03-01T00:00:00Z",
        ] {
            assert_eq!(Date::parse(text).map(Date::rfc3339).as_deref(), Some(text));
        }
        assert_eq!(Date::parse("2026-01-01T00:00:00Z").map(Date::unix), Some(1_767_225_600));
        assert_eq!(Date::parse("2026-01-01T02:00:00.5+02:00"), Date::parse("2026-01-01T00:00:00Z"));
    }

    #[test]
    fn months_and_weeks_are_counted_as_go_counts_them() {
        let january = Date::parse("2026-01-31T00:00:00Z").expect("it is a date");
        assert_eq!(january.plus_months(1).rfc3339(), "2026-03-03T00:00:00Z");
        assert_eq!(january.weekday(), 6);
        assert_eq!(january.year_day(), 31);
        assert_eq!(january.iso_week(), (2026, 5));
        assert_eq!(Date::parse("2027-01-01T00:00:00Z").map(Date::iso_week), Some((2026, 53)));
    }
}
