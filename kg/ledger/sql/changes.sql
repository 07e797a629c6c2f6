CREATE TABLE put_entity AS FROM new_entity EXCEPT FROM old_entity;
CREATE TABLE put_link AS FROM new_link EXCEPT FROM old_link;
CREATE TABLE gone AS
(SELECT id FROM old_entity UNION SELECT id FROM old_link)
EXCEPT (SELECT id FROM new_entity UNION SELECT id FROM new_link);
