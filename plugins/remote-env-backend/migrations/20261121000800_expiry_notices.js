/**
 * Of which expiries people were told, and how long before, so that several portals tell once.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('expiry_notices', table => {
    table.comment('Warnings of connections that end that were given');
    table.string('environment_uid', 100).notNullable();
    table.string('ends_at', 30).notNullable();
    table.integer('days').notNullable().comment('how long before');
    table.primary(['environment_uid', 'ends_at', 'days']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('expiry_notices');
};
