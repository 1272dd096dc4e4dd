/**
 * One-time tokens: only their digests are kept.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('one_time_tokens', table => {
    table.comment('One-time tokens by which systems get certificates');
    table.string('digest', 64).primary().comment('SHA-256 of the token, hex');
    table.string('environment', 63).notNullable();
    table.string('environment_uid', 63).notNullable();
    table.string('issued_by', 300).notNullable();
    table.bigInteger('issued_at').notNullable().comment('ms since the epoch');
    table.bigInteger('expires_at').notNullable().index();
    table.index(['environment_uid']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('one_time_tokens');
};
