using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KgRca.Tenancy.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class AgentBacklog : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "dropped",
                table: "agents",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<double>(
                name: "lag_seconds",
                table: "agents",
                type: "REAL",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "dropped",
                table: "agents");

            migrationBuilder.DropColumn(
                name: "lag_seconds",
                table: "agents");
        }
    }
}
