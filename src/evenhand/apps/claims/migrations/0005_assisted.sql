-- How an assisted claim came about: the person's spoken consent, and the recording in which it can be heard.
create table claims_assisted (
  city text not null,
  claim_id uuid not null,
  agent_id uuid not null,
  recording text not null check (length(recording) between 1 and 64),
  consent_at timestamptz not null,
  primary key (city, claim_id),
  foreign key (city, claim_id) references claims_claim (city, id),
  foreign key (city, agent_id) references cities_staff (city, id)
);
select evenhand_wall('claims_assisted', 'select, insert');
