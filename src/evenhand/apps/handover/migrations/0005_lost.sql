-- A dispatcher may decide that a parcel was lost or spoiled on the way.
alter table handover_decision drop constraint handover_decision_verdict_check;
alter table handover_decision add constraint handover_decision_verdict_check
  check (verdict in ('new_code', 'hand_over', 'send_back', 'write_off'));
