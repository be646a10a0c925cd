"""City hall's door: releases, live figures, the books, the audit. What takes two officials it does not do."""
