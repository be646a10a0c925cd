-- At an outlet there is no stop and no rider: the merchant's own staff asks for the same code, and the row is the same.
alter table handover_attempt alter stop_id drop not null, alter rider_id drop not null, add column merchant_id uuid,
  add check ((stop_id is null) = (rider_id is null) and (rider_id is null) <> (merchant_id is null));
alter table handover_handover alter rider_id drop not null, add column merchant_id uuid,
  add check ((rider_id is null) <> (merchant_id is null));
