"""Which browser tests every run has. One costs some ten seconds of a core, and a run has twenty minutes on two cores:
the others are marked `thorough` and run by `./bothways test tests/browser`."""

SHORT = (
    "test_create.py::test_a_contact_is_created_with_the_keyboard_alone",
    "test_dialogs.py::test_signing_in_by_a_window_where_nothing_else_works",
    "test_first_use.py",
    "test_hostile.py",
    "test_launch_events.py::test_the_add_ins_own_handler_completes[owa]",
    "test_lookup.py::test_results_come_as_one_types_and_open_by_keyboard",
    "test_nested_sign_in.py::test_msal_gets_a_token_silently_and_keeps_it",
    "test_office_shim.py::test_the_permission_is_that_of_the_manifest",
    "test_pane.py::test_salesforce_down_a_dead_session_and_no_network",
    "test_people.py::test_the_sender_is_shown_with_contact_and_account[mac]",
    "test_record_edit.py::test_only_what_was_changed_is_sent",
    "test_record_refused.py::test_two_people_change_one_field_and_the_person_decides",
    "test_record_values.py",
    "test_rights.py::test_a_right_that_is_taken_away_and_given_back",
    "test_settings.py::test_choices_are_saved_as_they_are_made",
    "test_share.py::test_a_mail_is_shared_and_taken_back[classic]",
    "test_share.py::test_a_mail_is_shared_and_taken_back[onprem]",
    "test_sync.py::test_a_refused_contact_is_corrected_with_the_keyboard",
)


def is_short(node_id: str) -> bool:
    return node_id.rpartition("/")[2].startswith(SHORT)
