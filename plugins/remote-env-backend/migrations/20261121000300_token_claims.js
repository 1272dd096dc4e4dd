/**
 * A token is claimed while it is being used, so that a portal that dies meanwhile does not use it up.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('one_time_tokens', table => {
    table.string('claim', 36).nullable().comment('Who is using it');
    table
      .bigInteger('claimed_until')
      .nullable()
      .comment('ms since the epoch; afterwards it is free again');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('one_time_tokens', table => {
    table.dropColumn('claim');
    table.dropColumn('claimed_until');
  });
};
