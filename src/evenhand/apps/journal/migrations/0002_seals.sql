-- What the audit chain had come to at an hour, signed by the city's key (Ed25519). Whoever rewrites the chain would have to forge
-- these too, and those that the city keeps elsewhere show it even then.
create table journal_seal (
  city text not null,
  position bigint not null check (position >= 1),
  digest bytea not null check (length(digest) = 32),
  at timestamptz not null,
  signature bytea not null check (length(signature) = 64),
  primary key (city, position)
);
select evenhand_wall('journal_seal', 'select, insert');
