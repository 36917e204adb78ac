//! The self-assessment, question by question, over any pair of streams: a terminal, a pipe, a screen reader.

use std::io::{self, BufRead, Write};

use mognad::evaluate::{Evaluation, Presence};
use mognad::model::{Answer, AreaId, Model, Question, QuestionId, RoleId};
use mognad::report::{Inquiry, Words, folded};
use mognad::respond::{Response, typed_answer};

/// How a dialogue ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// The last question was passed.
    Through,
    /// The respondent stopped, or there is no more input.
    Stopped,
}

/// A dialogue with one respondent.
pub struct Dialogue<'a> {
    /// The model.
    pub model: &'a Model,
    /// The language.
    pub words: &'a Words,
    /// Where answers come from.
    pub input: &'a mut dyn BufRead,
    /// Where questions go.
    pub output: &'a mut dyn Write,
    /// Columns to lay out for.
    pub width: usize,
}

/// What a respondent typed.
enum Typed {
    Answer(Answer),
    Keep,
    Back,
    Skip,
    Help,
    Quit,
}

impl Dialogue<'_> {
    /// Asks for the role; none when the respondent stops.
    ///
    /// # Errors
    /// When a stream fails.
    pub fn ask_role(&mut self) -> io::Result<Option<RoleId>> {
        self.line(&self.words.say("ask-role"))?;
        for (number, role) in self.model.roles.iter().enumerate() {
            let text = self.words.text(&role.text).unwrap_or(&role.name);
            self.line(&format!("  {}  {}: {text}", number.saturating_add(1), role.name))?;
            if let Some(guidance) = self.words.text(&role.guidance) {
                self.line(&format!("     {guidance}"))?;
            }
        }
        loop {
            let Some(typed) = self.prompt(&self.words.say("ask-role-prompt"))? else { return Ok(None) };
            if matches!(typed.as_str(), "q" | ":q") {
                return Ok(None);
            }
            let by_number = typed.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let by_name = self.model.roles.iter().position(|role| role.name == typed);
            match by_name.or(by_number).filter(|index| *index < self.model.roles.len()) {
                Some(index) => return Ok(u32::try_from(index).ok().map(RoleId)),
                None => self.line(&format!("! {}", self.words.say("ask-role-unknown")))?,
            }
        }
    }

    /// Asks what is asked, from the first unanswered question on; `save` is called after each change.
    ///
    /// # Errors
    /// When a stream fails, or what `save` says.
    pub fn run(
        &mut self,
        response: &mut Response,
        save: &mut dyn FnMut(&Response) -> io::Result<()>,
    ) -> io::Result<End> {
        let questions: Vec<QuestionId> =
            (0..u32::try_from(self.model.questions.len()).unwrap_or(u32::MAX)).map(QuestionId).collect();
        self.line(&self.words.say("ask-how"))?;
        let first_open = questions.iter().position(|id| self.presence(response, *id) == Presence::Unanswered);
        let mut at = match first_open {
            Some(first) => first,
            None => {
                self.line(&self.words.say("ask-all-answered"))?;
                0
            }
        };
        let mut area = None;
        let mut help = false;
        while let Some(id) = questions.get(at) {
            let Some(question) = self.model.questions.get(id.0 as usize) else { break };
            if !self.is_asked(response, *id) {
                at = at.saturating_add(1);
                continue;
            }
            if area != Some(question.area) {
                self.area(question.area, area)?;
                area = Some(question.area);
            }
            self.question(response, &questions, *id, question, help)?;
            help = false;
            match self.typed(response, *id, question)? {
                None | Some(Typed::Quit) => return Ok(End::Stopped),
                Some(Typed::Help) => help = true,
                Some(Typed::Keep) => at = at.saturating_add(1),
                Some(Typed::Skip) => {
                    response.answers.set(*id, None);
                    save(&self.asked_only(response))?;
                    at = at.saturating_add(1);
                }
                Some(Typed::Back) => {
                    let before = questions.get(..at).unwrap_or(&[]);
                    match before.iter().rposition(|id| self.is_asked(response, *id)) {
                        Some(previous) => at = previous,
                        None => self.line(&format!("! {}", self.words.say("ask-first")))?,
                    }
                }
                Some(Typed::Answer(answer)) => {
                    response.answers.set(*id, Some(answer));
                    save(&self.asked_only(response))?;
                    at = at.saturating_add(1);
                }
            }
        }
        *response = self.asked_only(response);
        Ok(End::Through)
    }

    /// The model, before anything is asked.
    ///
    /// # Errors
    /// When a stream fails.
    pub fn begin(&mut self) -> io::Result<()> {
        for line in Inquiry::model(self.model, self.words) {
            self.line(&line)?;
        }
        self.line("")
    }

    /// The heading of an area that comes after another one.
    fn area(&mut self, area: AreaId, before: Option<AreaId>) -> io::Result<()> {
        self.line("")?;
        self.line(&format!("== {} ==", Inquiry::area(self.model, self.words, area)))?;
        for guidance in Inquiry::area_guidance(self.model, self.words, area, before) {
            self.line(&guidance)?;
        }
        Ok(())
    }

    /// The response without answers to questions that are no longer asked.
    pub fn asked_only(&self, response: &Response) -> Response {
        let mut kept = response.clone();
        let evaluation = Evaluation::new(self.model, &response.answers);
        for index in 0..self.model.questions.len() {
            let id = QuestionId(u32::try_from(index).unwrap_or(u32::MAX));
            if matches!(evaluation.presence(id), Presence::Outside | Presence::Hidden) {
                kept.answers.set(id, None);
            }
        }
        kept
    }

    fn presence(&self, response: &Response, id: QuestionId) -> Presence {
        Evaluation::new(self.model, &response.answers).presence(id)
    }

    fn is_asked(&self, response: &Response, id: QuestionId) -> bool {
        !matches!(self.presence(response, id), Presence::Outside | Presence::Hidden)
    }

    fn question(
        &mut self,
        response: &Response,
        questions: &[QuestionId],
        id: QuestionId,
        question: &Question,
        help: bool,
    ) -> io::Result<()> {
        let evaluation = Evaluation::new(self.model, &response.answers);
        let asked = |id: &&QuestionId| !matches!(evaluation.presence(**id), Presence::Outside | Presence::Hidden);
        let number = questions.iter().filter(asked).take_while(|other| other.0 <= id.0).count();
        let total = questions.iter().filter(asked).count();
        let inquiry = Inquiry::new(self.model, self.words, question);
        self.line("")?;
        let place = self.words.with("ask-place", &[("number", number.into()), ("total", total.into())]);
        self.line(&format!("{place}: {}", inquiry.title()))?;
        let lines = if help { inquiry.help() } else { inquiry.options() };
        for line in lines {
            self.line(&format!("  {line}"))?;
        }
        if let Some(answer) = response.answers.get(id) {
            let now = self.words.with("ask-now", &[("answer", inquiry.given(answer).into())]);
            self.line(&now)?;
        }
        Ok(())
    }

    /// Reads until something can be understood; none at the end of the input.
    fn typed(&mut self, response: &Response, id: QuestionId, question: &Question) -> io::Result<Option<Typed>> {
        loop {
            let Some(text) = self.prompt(&self.words.say("ask-prompt"))? else { return Ok(None) };
            // An option may be called like a command; with a colon it is the command.
            let is_option = self.model.options(question).iter().any(|option| option.name == text);
            let command = match text.as_str() {
                "" if response.answers.get(id).is_some() => Some(Typed::Keep),
                ":?" => Some(Typed::Help),
                ":b" => Some(Typed::Back),
                ":s" => Some(Typed::Skip),
                ":q" => Some(Typed::Quit),
                "?" if !is_option => Some(Typed::Help),
                "b" if !is_option => Some(Typed::Back),
                "s" if !is_option => Some(Typed::Skip),
                "q" if !is_option => Some(Typed::Quit),
                _ => None,
            };
            if command.is_some() {
                return Ok(command);
            }
            if text.is_empty() {
                self.line(&self.words.say("ask-how"))?;
                continue;
            }
            match typed_answer(self.model, question, &text, self.words.decimal_comma()) {
                Ok(answer) => return Ok(Some(Typed::Answer(answer))),
                Err(refusals) => {
                    let inquiry = Inquiry::new(self.model, self.words, question);
                    for line in refusals.iter().map(|refusal| inquiry.refusal(refusal)) {
                        self.line(&format!("! {line}"))?;
                    }
                }
            }
        }
    }

    /// A line of input without the spaces around it; none at the end.
    fn prompt(&mut self, prompt: &str) -> io::Result<Option<String>> {
        write!(self.output, "{prompt} ")?;
        self.output.flush()?;
        let mut bytes = Vec::new();
        if self.input.read_until(b'\n', &mut bytes)? == 0 {
            writeln!(self.output)?;
            return Ok(None);
        }
        Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    fn line(&mut self, line: &str) -> io::Result<()> {
        // A line of options keeps its columns.
        let columns = line.starts_with("  ") && line.trim_start().contains("  ");
        match columns || line.is_empty() {
            true => writeln!(self.output, "{line}"),
            false => writeln!(self.output, "{}", folded(line, self.width)),
        }
    }
}
