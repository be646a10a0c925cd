-- A try that was made without a network says when that was by the device's clock; `at` is when we learned of it.
alter table handover_attempt add column device_at timestamptz;

-- Digits that nobody could check, because the device had no network, are a visit and no handover.
alter table handover_attempt drop constraint handover_attempt_outcome_check;
alter table handover_attempt add constraint handover_attempt_outcome_check check (
  outcome in ('handed_over', 'wrong_code', 'locked', 'not_home', 'refused', 'address_wrong', 'unchecked')
);
