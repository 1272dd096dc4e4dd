/**
 * Counters of what may be done only so often, the same for every portal. The layout is that of rate-limiter-flexible.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.createTable('rate_limits', table => {
    table.comment('How often something was done of late');
    table.string('key', 255).primary().comment('limit, colon, who or what');
    table.integer('points').notNullable().defaultTo(0);
    table.bigInteger('expire').nullable().comment('ms since the epoch');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('rate_limits');
};
