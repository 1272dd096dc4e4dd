/**
 * What is derived from documents comes in kinds with versions of their own; until now there were outlines only.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('derivations', table => {
    table.string('kind', 20).notNullable().defaultTo('outline');
  });
  await knex.schema.alterTable('derivations', table => {
    table.dropPrimary();
  });
  await knex.schema.alterTable('derivations', table => {
    table.primary(['sha256', 'kind', 'version']);
  });
};

/** @param {import('knex').Knex} knex */
exports.down = async function down(knex) {
  await knex('derivations').whereNot({ kind: 'outline' }).delete();
  await knex.schema.alterTable('derivations', table => {
    table.dropPrimary();
  });
  await knex.schema.alterTable('derivations', table => {
    table.dropColumn('kind');
    table.primary(['sha256', 'version']);
  });
};
