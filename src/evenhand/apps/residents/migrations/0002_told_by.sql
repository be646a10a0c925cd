-- Whoever cannot read messages is called as well, and what was said is read aloud.
alter table residents_person add column called boolean not null default false;
