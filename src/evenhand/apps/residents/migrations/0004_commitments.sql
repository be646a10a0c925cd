-- The blinding of a commitment by which a draw's leaf is bound to a person without naming them: 32 random bytes, sealed under
-- the person's own key, so that whoever shreds the person shreds it too.
create table residents_blind (
  city text not null,
  person_id uuid not null,
  draw_id uuid not null,
  box bytea not null,
  primary key (city, person_id, draw_id),
  foreign key (city, person_id) references residents_person (city, id)
);
select evenhand_wall('residents_blind', 'select, insert, delete');
