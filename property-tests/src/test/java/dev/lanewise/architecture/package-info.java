/** How the modules and packages may depend on each other, as tests. May import ArchUnit and JUnit, nothing of the project. */
package dev.lanewise.architecture;
