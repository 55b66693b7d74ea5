//! The list of all promises.

/// Makes a test of every promise of a ledger, for one [`Store`](crate::Store).
#[macro_export]
macro_rules! conformance {
    ($store:ty) => {
        $crate::promises! { $store;
            answers: all_sixteen_questions_are_answered_as_in_memory;
            batches: strict_batches_are_all_or_nothing_and_name_only_the_catalogue,
                what_is_ahead_of_the_clock_is_refused,
                an_interrupted_batch_leaves_nothing,
                rows_of_a_file_are_the_same_as_a_batch_of_them;
            catalogue: a_put_that_changes_nothing_records_nothing,
                versions_may_arrive_in_any_order,
                a_ledger_has_one_currency,
                an_asset_does_not_replace_itself,
                stages_that_deals_entered_are_named_and_those_without_a_meaning_too;
            chunks: sealed_chunks_agree_with_the_rows,
                how_writes_were_batched_changes_no_chunk,
                who_is_forgotten_is_forgotten_in_sealed_chunks_too;
            columns: uses_as_columns_are_the_same_as_events,
                the_size_of_a_batch_changes_nothing,
                thousands_of_columns_are_the_same_as_events,
                a_use_that_is_refused_leaves_no_name_and_says_where_it_stood;
            cursors: what_is_read_in_steps_is_what_is_read_at_once;
            forgetting: nothing_of_the_person_stays_in_any_byte_and_figures_stay,
                importing_again_brings_nobody_back_and_records_nothing,
                what_is_new_about_the_person_is_recorded_under_the_pseudonym,
                earlier_writes_give_the_figures_they_gave,
                an_opening_from_before_sees_the_pseudonym,
                nobody_can_be_asked_about_by_pseudonym,
                nobody_unknown_is_forgotten_and_the_message_does_not_say_whom,
                somebody_whom_only_refused_rows_name_is_forgotten_too,
                who_was_forgotten_is_forgotten_again_without_a_change,
                names_of_other_things_stay_and_are_counted,
                two_people_are_forgotten_one_after_the_other,
                versions_that_begin_together_keep_their_order,
                any_ledger_forgets_anybody,
                a_batch_is_severed_row_by_row;
            identity: the_same_event_twice_counts_once_and_another_content_is_a_conflict,
                a_single_event_gets_a_fresh_id_and_rows_get_one_from_their_content,
                names_that_look_alike_are_not_the_same,
                a_reference_keeps_the_source_that_it_names;
            laws: order_and_batches_change_nothing,
                recording_again_records_nothing,
                columns_refreshed_in_steps_are_columns_read_at_once,
                every_record_is_read_back_as_it_was,
                a_ledger_made_of_another_ones_records_is_equal,
                an_answer_as_of_an_earlier_write_is_the_earlier_answer,
                merging_is_a_union;
            many: threads_record_while_others_ask,
                numbers_follow_commits_without_gaps,
                a_snapshot_never_shows_half_a_batch,
                several_refuse_the_same_row_once;
            order: a_retraction_applies_whether_it_comes_before_or_after_its_event,
                a_retraction_of_a_retraction_has_no_effect,
                what_is_retracted_stays_recorded,
                an_answer_may_come_before_its_ask,
                what_the_catalogue_does_not_know_is_a_stub_until_it_does;
            quarantine: what_is_refused_is_kept_with_its_place_reason_and_text,
                what_was_refused_is_mended_and_recorded,
                what_was_refused_is_listed_in_pages;
            reopening: everything_is_there_when_the_ledger_is_opened_again,
                two_openings_see_each_others_facts,
                two_ledgers_know_nothing_of_each_other,
                a_ledger_opened_to_look_cannot_be_written;
            writes: single_writes_are_told_as_they_were_recorded,
                the_state_as_of_a_write_is_the_state_then;
        }
    };
}

/// A module of tests for each file of the suite.
#[doc(hidden)]
#[macro_export]
macro_rules! promises {
    ($store:ty; $($file:ident: $($promise:ident),+;)+) => {
        $(mod $file {
            #[allow(unused_imports)] // the store may be named by its path
            use super::*;
            $(#[test]
            fn $promise() {
                $crate::suite::$file::$promise::<$store>();
            })+
        })+
    };
}

#[cfg(test)]
mod tests {
    /// A promise that the list forgets would never be tested.
    #[test]
    fn the_list_names_every_promise() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/suite");
        let list = include_str!("promises.rs");
        let mut promises = 0;
        let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
        // What stands in folders helps to keep promises.
        for file in files.filter(|path| path.is_file()) {
            let text = std::fs::read_to_string(file).unwrap();
            for line in text.lines() {
                let Some(rest) = line.strip_prefix("pub fn ") else { continue };
                let name = rest.split('<').next().unwrap();
                assert!(
                    list.contains(&format!("{name},")) || list.contains(&format!("{name};")),
                    "{name}"
                );
                promises += 1;
            }
        }
        assert!(promises > 40);
    }
}
