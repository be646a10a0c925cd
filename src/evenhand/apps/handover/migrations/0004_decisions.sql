-- What a dispatcher decided by phone where no code could decide, and on what ground. `id` is the client's own.
create table handover_decision (
  city text not null,
  id uuid not null,
  stop_id uuid not null,
  order_id uuid not null,
  verdict text not null check (verdict in ('new_code', 'hand_over', 'send_back')),
  ground text not null,
  by uuid not null,
  at timestamptz not null,
  primary key (city, id),
  foreign key (city, stop_id) references dispatch_stop (city, id),
  foreign key (city, order_id) references orders_order (city, id)
);
create index handover_decision_order on handover_decision (city, order_id);
select evenhand_wall('handover_decision', 'select, insert');

alter table handover_handover drop constraint handover_handover_proof_check;
alter table handover_handover add constraint handover_handover_proof_check
  check (proof in ('code', 'qr', 'id_last4', 'photo', 'proxy', 'dispatcher'));
