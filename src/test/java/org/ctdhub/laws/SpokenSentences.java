// SPDX-License-Identifier: Apache-2.0
package org.ctdhub.laws;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree.Kind;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * The sentences that Java code makes, as templates: what is filled in is {@code {0}}, {@code {1}} and so on. Where a choice
 * stands in a sentence, it is one sentence for each.
 */
final class SpokenSentences extends TreePathScanner<Void, Void> {

    private static final String FILLED = "\u0000";
    private static final Pattern NOBODY_HEARS =
            Pattern.compile("^LOG\\.|^Pattern\\.compile$|\\.(matches|startsWith|sql)$");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]+");

    private final Set<String> thrown;
    private final BiPredicate<String, String> aloud;
    private final Trees trees;
    private final Map<String, ExpressionTree> constants = new HashMap<>();
    private final Map<String, String> found = new TreeMap<>();
    private CompilationUnitTree unit;
    private String file;

    private SpokenSentences(Set<String> thrown, BiPredicate<String, String> aloud, Trees trees) {
        this.thrown = thrown;
        this.aloud = aloud;
        this.trees = trees;
    }

    /**
     * Reads files, and gives each sentence with the place where it is made first.
     *
     * @param thrown the classes whose constructors take sentences
     * @param aloud whether all that stands in a method (or field) of a file is said to people
     */
    static Map<String, String> of(List<Path> files, Set<String> thrown, BiPredicate<String, String> aloud) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SpokenSentences sentences = new SpokenSentences(thrown, aloud, Trees.instance(task));
            task.parse().forEach(sentences::read);
            return sentences.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(CompilationUnitTree read) {
        unit = read;
        file = Path.of(read.getSourceFile().toUri()).getFileName().toString().replace(".java", "");
        constants.clear();
        read.getTypeDecls()
                .forEach(type -> new TreePathScanner<Void, Void>() {
                    @Override
                    public Void visitVariable(VariableTree field, Void nothing) {
                        if (field.getInitializer() != null
                                && field.getName().toString().matches("[A-Z_]+")) {
                            constants.put(field.getName().toString(), field.getInitializer());
                        }
                        return super.visitVariable(field, null);
                    }
                }.scan(new TreePath(new TreePath(read), type), null));
        scan(read, null);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void nothing) {
        return null;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
        return NOBODY_HEARS.matcher(call.getMethodSelect().toString()).find()
                ? null
                : super.visitMethodInvocation(call, null);
    }

    @Override
    public Void visitLiteral(LiteralTree literal, Void nothing) {
        if (literal.getValue() instanceof String) {
            said(literal);
        }
        return null;
    }

    @Override
    public Void visitBinary(BinaryTree sum, Void nothing) {
        if (sum.getKind() != Kind.PLUS || texts(sum).equals(List.of(FILLED))) {
            return super.visitBinary(sum, null);
        }
        said(sum);
        within(sum);
        return null;
    }

    /** Goes on into what is filled in, where other sentences may be made. */
    private void within(ExpressionTree part) {
        if (part instanceof BinaryTree sum && part.getKind() == Kind.PLUS) {
            within(sum.getLeftOperand());
            within(sum.getRightOperand());
        } else if (part instanceof ParenthesizedTree brackets) {
            within(brackets.getExpression());
        } else if (part instanceof ConditionalExpressionTree choice) {
            scan(choice.getCondition(), null);
            within(choice.getTrueExpression());
            within(choice.getFalseExpression());
        } else if (!(part instanceof LiteralTree)) {
            scan(part, null);
        }
    }

    private void said(ExpressionTree text) {
        if (!isAloud()) {
            return;
        }
        long at = trees.getSourcePositions().getStartPosition(unit, text);
        String place = unit.getSourceFile().getName() + ":" + unit.getLineMap().getLineNumber(at);
        texts(text).stream()
                .filter(SpokenSentences::isInWords)
                .forEach(each -> found.putIfAbsent(numbered(each), place));
    }

    private boolean isAloud() {
        String around = "";
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof NewClassTree made
                    && thrown.contains(made.getIdentifier().toString())) {
                return true;
            }
            if (path.getLeaf() instanceof MethodTree method) {
                if (method.getName().contentEquals("toString")) {
                    return false;
                }
                around = method.getName().toString();
            }
            if (path.getLeaf() instanceof VariableTree field
                    && field.getName().toString().matches("[A-Z_]+")) {
                around = field.getName().toString();
            }
        }
        return aloud.test(file, around);
    }

    /** Each text that an expression may be. */
    private List<String> texts(ExpressionTree part) {
        if (part instanceof LiteralTree literal) {
            return literal.getValue() instanceof String || literal.getValue() instanceof Character
                    ? List.of(literal.getValue().toString())
                    : List.of(FILLED);
        }
        if (part instanceof ParenthesizedTree brackets) {
            return texts(brackets.getExpression());
        }
        if (part instanceof BinaryTree sum && part.getKind() == Kind.PLUS) {
            return texts(sum.getLeftOperand()).stream()
                    .flatMap(left -> texts(sum.getRightOperand()).stream().map(right -> left + right))
                    .map(text -> text.replace(FILLED + FILLED, FILLED))
                    .distinct()
                    .toList();
        }
        if (part instanceof ConditionalExpressionTree choice) {
            return Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
                    .flatMap(each -> texts(each).stream())
                    .distinct()
                    .toList();
        }
        ExpressionTree constant = part instanceof IdentifierTree name
                ? constants.get(name.getName().toString())
                : null;
        return constant == null ? List.of(FILLED) : texts(constant);
    }

    private static boolean isInWords(String text) {
        return text.strip().contains(" ")
                && !text.contains("\n")
                && WORD.matcher(text).results().count() > 1;
    }

    private static String numbered(String text) {
        StringBuilder numbered = new StringBuilder();
        List<String> parts = new ArrayList<>(List.of(text.strip().split(FILLED, -1)));
        for (int n = 0; n < parts.size(); n++) {
            numbered.append(n == 0 ? "" : "{" + (n - 1) + "}").append(parts.get(n));
        }
        return numbered.toString();
    }
}
