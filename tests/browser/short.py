"""Which browser tests every run has. One costs some ten seconds of a core, and a run has twenty minutes on two cores:
the others are marked `thorough` and run by `./bothways test -n 3 tests/browser`."""

SHORT = (
    "test_dialogs.py::test_signing_in_by_a_window_where_nothing_else_works",
    "test_first_use.py",
    "test_hostile.py",
    "test_hostile_items.py::test_no_payload_of_a_message",
    "test_hostile_sync.py::test_no_payload_of_issues",
    "test_launch_events.py::test_the_add_ins_own_handler_completes[owa]",
    "test_lookup.py::test_a_star_shows_though",
    "test_motion.py",
    "test_nested_sign_in.py::test_msal_gets_a_token_silently_and_keeps_it",
    "test_office_shim.py::test_the_permission_is_that_of_the_manifest",
    "test_record_edit.py::test_only_what_was_changed_is_sent",
    "test_record_values.py",
    "test_rights.py::test_a_right_that_is_taken_away_and_given_back",
    "test_screens.py::test_a_screen_is_accessible_and_fits[people]",
    "test_speed.py::test_a_pinned_pane",
    "test_speed.py::test_the_people_of_an_item",
    "test_troubles_signing_in.py::test_a_script_of_the_sign_in",
    "test_troubles_signing_in.py::test_a_token_that_ended_without_network[onprem",
    # Of the tours each part once, so that every client and either hand is seen.
    "test_tour_people.py::test_who_is_this[owa-keyboard]",
    "test_tour_records.py::test_a_record_of_any_kind[mac-keyboard]",
    "test_tour_records.py::test_looking_up_and_creating[classic-mouse]",
    "test_tour_sharing.py::test_a_mail_is_shared_as_chosen[onprem-mouse]",
    "test_tour_sharing.py::test_a_mail_is_shared_when_it_is_sent[mac-keyboard]",
    "test_tour_sharing.py::test_events_are_shared[owa-keyboard]",
    "test_sync.py::test_the_end_of_a_run_is_told",
    "test_tour_sync.py::test_reconnecting_takes_two_clicks_and_says_why[classic-mouse]",
    "test_tour_sync.py::test_what_needs_the_person[classic-mouse]",
    "test_tour_sync.py::test_settings[owa-keyboard]",
)


def is_short(node_id: str) -> bool:
    return node_id.rpartition("/")[2].startswith(SHORT)
