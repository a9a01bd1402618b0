using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace KgRca.Tenancy.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AgentClock : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<double>(
                name: "clock_offset_seconds",
                table: "agents",
                type: "double precision",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "clock_offset_seconds",
                table: "agents");
        }
    }
}
