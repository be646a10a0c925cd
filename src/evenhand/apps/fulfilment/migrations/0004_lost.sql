-- A parcel that was lost or spoiled on the way: its goods go from the road to what is written off.
alter table fulfilment_parcel drop constraint fulfilment_parcel_state_check;
alter table fulfilment_parcel add constraint fulfilment_parcel_state_check
  check (state in ('packed', 'out', 'handed_over', 'returning', 'back', 'lost'));
