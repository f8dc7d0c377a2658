package dev.lanewise.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.anyElementThat;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The arrows of the architecture run one way; what is said in the package-infos holds. */
@Tag("native-width")
class ArchitectureTest {
    private static final String ENGINE = "dev.lanewise.engine";
    private static final String REFERENCE = "dev.lanewise.reference";
    private static final String VECTOR_API = "jdk.incubator.vector..";

    private static JavaClasses engine;
    private static JavaClasses reference;

    @BeforeAll
    static void importClasses() {
        engine = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(ENGINE);
        reference = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages(REFERENCE);
        assertFalse(engine.isEmpty(), "no class of the engine was imported");
        assertFalse(reference.isEmpty(), "no class of the reference was imported");
    }

    @Test
    void operatorsAreImportedByNobody() {
        arrows("", "planning", "drivers", "packing", "kernels", "machine", "parallel");
    }

    @Test
    void assessmentImportsNoOperators() {
        arrows("assessment", "planning", "drivers", "packing", "kernels", "machine", "parallel");
    }

    @Test
    void driversImportPlanningAndBelow() {
        arrows("drivers", "planning", "packing", "kernels", "machine", "parallel");
    }

    @Test
    void planningImportsPackingKernelsAndMachine() {
        arrows("planning", "packing", "kernels", "machine");
    }

    @Test
    void packingImportsKernelsAndMachine() {
        arrows("packing", "kernels", "machine");
    }

    @Test
    void kernelsImportMachine() {
        arrows("kernels", "machine");
    }

    @Test
    void machineImportsNothing() {
        arrows("machine");
    }

    @Test
    void parallelImportsNothing() {
        arrows("parallel");
    }

    @Test
    void everyPackageOfTheEngineHasItsArrows() {
        TreeSet<String> packages = new TreeSet<>();
        engine.forEach(type -> packages.add(type.getPackageName()));
        List<String> known = Stream.of(
                        "", "assessment", "drivers", "kernels", "machine", "packing", "parallel", "planning")
                .map(ArchitectureTest::inEngine)
                .toList();
        packages.removeAll(known);
        assertEquals(new TreeSet<>(), packages, "packages that this test says nothing about");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ENGINE + ".(**)").should().beFreeOfCycles().check(engine);
    }

    @Test
    void onlyKernelsUseTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inEngine("kernels"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VECTOR_API)
                .check(engine);
    }

    /** One that C2 has compiled by itself may be called, not inlined, ever after; its vectors are then allocated. */
    @Test
    void noMethodTakesOrReturnsVectors() {
        DescribedPredicate<JavaClass> vectors = assignableTo("jdk.incubator.vector.Vector");
        noMethods()
                .should()
                .haveRawReturnType(vectors)
                .orShould()
                .haveRawParameterTypes(anyElementThat(vectors))
                .check(engine);
    }

    /**
     * Vectors of two shapes in one JVM spoil what it knows of the receivers of the API's own methods; C2 then allocates a vector that
     * is but loaded and stored, even where there is one shape only.
     */
    @Test
    void vectorsOfATypeHaveOneShape() {
        noClasses()
                .should()
                .accessFieldWhere(DescribedPredicate.describe(
                        "a species of a fixed shape is taken",
                        access -> access.getTarget().getName().startsWith("SPECIES_")
                                && access.getTargetOwner().getPackageName().equals("jdk.incubator.vector")))
                .check(engine);
    }

    @Test
    void engineUsesTheJdkAlone() {
        jdkAnd(ENGINE).check(engine);
    }

    @Test
    void referenceSharesNothingWithTheEngine() {
        jdkAnd(REFERENCE).check(reference);
        noClasses().should().dependOnClassesThat().resideInAPackage(VECTOR_API).check(reference);
    }

    @Test
    void everyPackageHasItsPackageInfo() throws IOException {
        Path root = Path.of("").toAbsolutePath().getParent();
        TreeSet<Path> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .map(root::relativize)
                    .filter(ArchitectureTest::isPackaged)
                    .map(Path::getParent)
                    .filter(folder -> !hasPackageInfo(root, folder))
                    .forEach(missing::add);
        }
        assertEquals(new TreeSet<>(), missing, "folders without a package-info.java");
    }

    /** Source files in a package: MODULE/src/SET/java/dev/... */
    private static boolean isPackaged(Path file) {
        return file.getNameCount() > 5
                && file.getName(1).toString().equals("src")
                && file.getName(3).toString().equals("java");
    }

    /** Tests of a package need none of their own, beside that of the main code. */
    private static boolean hasPackageInfo(Path root, Path folder) {
        Path module = root.resolve(folder.getName(0));
        Path inPackage = folder.subpath(4, folder.getNameCount()).resolve("package-info.java");
        return Files.exists(root.resolve(folder).resolve("package-info.java"))
                || Files.exists(module.resolve("src/main/java").resolve(inPackage));
    }

    /** A package of the engine may import these of its packages, and itself. */
    private static void arrows(String from, String... to) {
        String[] allowed = Stream.concat(Stream.of(from), Arrays.stream(to))
                .map(ArchitectureTest::inEngine)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(inEngine(from))
                .should()
                .dependOnClassesThat(resideInAnyPackage(ENGINE + "..").and(not(resideInAnyPackage(allowed))))
                .allowEmptyShould(true)
                .check(engine);
    }

    private static ArchRule jdkAnd(String own) {
        return classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(own + "..", "java..", "jdk..", "com.sun..");
    }

    private static String inEngine(String name) {
        return name.isEmpty() ? ENGINE : ENGINE + "." + name;
    }
}
