-- The phone menu knows a caller by the phone and the end of a document. So that it can't be guessed, an hour has few tries.
create table residents_hearing (
  city text not null,
  phone_index bytea not null check (length(phone_index) = 32),
  hour timestamptz not null,
  tries smallint not null default 0 check (tries between 0 and 5),
  primary key (city, phone_index, hour)
);
select evenhand_wall('residents_hearing');
