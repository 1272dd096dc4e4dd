/**
 * What of the activity log admins watch for: its kind, from which address, and for how many alike an entry stands.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('activity', table => {
    table.string('security_kind', 30).nullable();
    table.string('address', 64).nullable();
    table.integer('count').notNullable().defaultTo(1);
    table.index(['security_kind', 'at', 'id'], 'activity_security_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('activity', table => {
    table.dropIndex(['security_kind', 'at', 'id'], 'activity_security_idx');
    table.dropColumns('security_kind', 'address', 'count');
  });
};
