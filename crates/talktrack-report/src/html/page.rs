//! How the report looks, and what is in it.

use super::{Language, Logo, Section};

/// How a report looks, and what is in it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    pub(super) title: Option<String>,
    pub(super) logo: Option<Logo>,
    pub(super) language: Language,
    pub(super) sections: Vec<Section>,
}

impl Page {
    /// All sections, in English.
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands above it.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// A picture beside the title.
    pub fn logo(mut self, logo: Logo) -> Self {
        self.logo = Some(logo);
        self
    }

    /// How dates and numbers are written; English unless given.
    pub const fn language(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// Adds a section; without any, all are shown. The first screen always is.
    pub fn section(mut self, section: Section) -> Self {
        self.sections.push(section);
        self
    }

    pub(super) fn shows(&self, section: Section) -> bool {
        self.sections.is_empty() || self.sections.contains(&section)
    }
}
