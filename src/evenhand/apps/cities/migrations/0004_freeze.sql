-- While a city is frozen nothing new is given to anybody. It stands beside the policy, for every page and every gate
-- reads this row anyway; who froze and thawed it, and why, are facts in the journal.
alter table cities_city add column frozen_at timestamptz;
alter table cities_city add column frozen_why text check (frozen_why <> '');
alter table cities_city add check ((frozen_at is null) = (frozen_why is null));
